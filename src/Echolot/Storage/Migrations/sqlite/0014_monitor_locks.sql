-- Who keeps a monitor as it is: others than that person and administrators do not change it.
alter table monitor add column locked_at bigint;
alter table monitor add column locked_by bigint;
