-- Listings by the hour: what alerts are judged by, however many mentions there are.
create table tally_hour (
    monitor_id bigint not null,
    hour       bigint not null,     -- counted from 1970
    count      bigint not null,
    negative   bigint not null,
    primary key (monitor_id, hour)
) without rowid;
insert into tally_hour (monitor_id, hour, count, negative)
select monitor_id, mention_id / 7549747200000, count(*), sum(case when sentiment = 1 then 1 else 0 end)
from listing group by 1, 2;

-- One word for both: what used to be a subscription is an alert, and what it does is written down each time.
alter table subscription rename to alert_rule;
alter table heard_mention rename column subscription_id to rule_id;
alter table notification rename column subscription_id to rule_id;
alter table delivery rename column subscription_id to rule_id;
alter table alert_rule add column name text;
-- Silence of a source instead of a monitor.
alter table alert_rule add column source_id integer;
-- Percent, standard deviations or share, by the kind.
alter table alert_rule add column bound double not null default 0;
alter table alert_rule add column baseline integer not null default 0;
alter table alert_rule add column sensitivity text not null default 'Own';
alter table alert_rule add column authors text not null default '';
alter table alert_rule add column escalate_to integer;
alter table alert_rule add column escalate_after integer not null default 0;
alter table alert_rule add column muted_until integer;
-- Up to which minute it was judged, and what was seen there.
alter table alert_rule add column judged_until integer;
alter table alert_rule add column last_state text;
-- Thresholds are judged by counts from now on, as every other kind: what they heard of is not told any more.
update heard_mention set notification_id = 0
where notification_id is null and rule_id in (select id from alert_rule where kind = 'Threshold');

-- A window in which an alert found what it looks for. The key keeps it from firing twice for one window.
create table firing (
    id integer primary key autoincrement,
    rule_id integer not null,
    monitor_id integer,
    source_id integer,
    kind text not null,
    -- Minutes since 1970: the window, and the last minute in which it held.
    window_from integer not null,
    window_to integer not null,
    until integer not null,
    fired_at integer not null,
    observed double not null,
    expected double not null,
    spread double not null,
    bound double not null,
    score double,
    total integer not null,
    mention_ids text not null,
    -- The firing that told of the same cause before; this one then told nobody.
    cause_id integer,
    told integer not null,
    acknowledged_by integer,
    acknowledged_at integer,
    -- When somebody else is told, unless it is acknowledged before.
    escalate_at integer,
    escalated_to integer,
    verdict text,
    verdict_by integer,
    verdict_at integer,
    unique (rule_id, window_to)
);
create index firing_at on firing (fired_at);
create index firing_escalate on firing (escalate_at) where escalate_at is not null;

-- Browsers that take pushes (RFC 8030), each with the keys that only it can read with.
create table push_device (
    id integer primary key autoincrement,
    person_id integer not null,
    endpoint text not null unique,
    p256dh text not null,
    auth text not null,
    device text not null,
    created_at integer not null
);
create index push_device_person on push_device (person_id);

-- The browser that a delivery goes to.
alter table delivery add column device_id integer;

-- The key with which this server signs pushes (RFC 8292); encrypted by data protection.
create table push_key (
    id integer primary key check (id = 1),
    secret text not null
);
