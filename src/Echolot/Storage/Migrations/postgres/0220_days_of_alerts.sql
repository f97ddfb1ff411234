-- Days of the week (1 Monday to 7 Sunday, separated by commas) on which digests go out (empty: every day) and on which nobody is told.
alter table alert_rule add column digest_on text not null default '';
alter table alert_rule add column quiet_days text not null default '';
