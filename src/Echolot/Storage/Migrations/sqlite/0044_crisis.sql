-- Why a conversation belongs to a crisis, JSON; null: nothing says so.
alter table conversation add column crisis_why text;
-- Few beside all others: what ends with an alert is found here, and what is in a crisis is listed by it.
create index conversation_crisis on conversation (id) where crisis_why is not null;

-- Alerts of a crisis level that hold now.
create table crisis (
    alert_id   bigint primary key,
    monitor_id bigint,                  -- null: every monitor
    level      bigint not null,
    name       text   not null,
    since      bigint not null
);
alter table alert_rule add column crisis bigint not null default 0;
