-- What an alert asked for and whom it told each time it was saved, and who saved it.
create table alert_version (
    rule_id          bigint not null,
    version          bigint not null,
    changed_at       bigint not null,
    changed_by       bigint,
    -- Null where that person was erased.
    person_id        bigint,
    monitor_id       bigint,
    kind             text   not null,
    channels         text   not null,
    digest_at        text   not null,
    digest_on        text   not null,
    threshold_count  bigint not null,
    threshold_window bigint not null,
    cooldown         bigint not null,
    quiet_from       text,
    quiet_to         text,
    quiet_days       text   not null,
    webhook_ids      text   not null,
    active           bigint not null,
    name             text,
    source_id        bigint,
    bound            double precision not null,
    baseline         bigint not null,
    sensitivity      text   not null,
    authors          text   not null,
    escalate_to      bigint,
    escalate_after   bigint not null,
    also_people      text   not null,
    also_roles       text   not null,
    addresses        text   not null,
    crisis           bigint not null,
    also_on_duty     bigint not null,
    escalate_on_duty bigint not null,
    primary key (rule_id, version)
);
insert into alert_version (rule_id, version, changed_at, changed_by, person_id, monitor_id, kind, channels, digest_at, digest_on,
    threshold_count, threshold_window, cooldown, quiet_from, quiet_to, quiet_days, webhook_ids, active, name, source_id, bound,
    baseline, sensitivity, authors, escalate_to, escalate_after, also_people, also_roles, addresses, crisis, also_on_duty,
    escalate_on_duty)
select id, 1, changed_at, null, person_id, monitor_id, kind, channels, digest_at, digest_on,
    threshold_count, threshold_window, cooldown, quiet_from, quiet_to, quiet_days, webhook_ids, active, name, source_id, bound,
    baseline, sensitivity, authors, escalate_to, escalate_after, also_people, also_roles, addresses, crisis, also_on_duty,
    escalate_on_duty
from alert_rule;

-- Under which version it fired; what fired before the first one that is known has none.
alter table firing add column version bigint;
update firing set version = 1 where fired_at >= (select changed_at from alert_rule r where r.id = firing.rule_id);
