-- Last day of an item, as 2026-12-24, for which its owner was told that it expires.
alter table answer_item add column reminded_for text;
