-- From when to when an alert was muted, so that its past tells what would have been told. Of one that is muted now, its last change is the
-- latest moment at which that can have begun.
create table alert_mute (
    rule_id bigint not null,
    begins  bigint not null,
    ends    bigint not null
);
create index alert_mute_rule on alert_mute (rule_id);
insert into alert_mute (rule_id, begins, ends) select id, changed_at, muted_until from alert_rule where muted_until > changed_at;
