-- Business hours outside of which an alert is quiet, beside its quiet hours and days.
alter table alert_rule add column quiet_outside bigint;
alter table alert_version add column quiet_outside bigint;
