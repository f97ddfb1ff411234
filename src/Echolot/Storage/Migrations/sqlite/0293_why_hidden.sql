-- Why somebody hid what a customer said, or took it away: one of a list, and their own words.
alter table message_act add column reason text;
alter table message_act add column words text;
