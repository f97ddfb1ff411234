-- What people said of a monitor's hits: wanted, or noise. Forgotten mentions take their verdicts along.
create table monitor_verdict (
    monitor_id bigint not null references monitor (id) on delete cascade,
    mention_id bigint not null,
    relevant bigint not null,
    judged_at bigint not null,
    judged_by bigint,
    primary key (monitor_id, mention_id)
);
create index monitor_verdict_mention on monitor_verdict (mention_id);
