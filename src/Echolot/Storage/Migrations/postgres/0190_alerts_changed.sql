-- Two people who change one alert do not write over each other, and who muted it is known.
alter table alert_rule add column changed_at bigint not null default 0;
alter table alert_rule add column muted_by bigint;
update alert_rule set changed_at = created_at;
