-- What people said of a monitor's hits: wanted, or noise. Forgotten mentions take their verdicts along.
create table monitor_verdict (
    monitor_id integer not null references monitor (id) on delete cascade,
    mention_id integer not null,
    relevant integer not null,
    judged_at integer not null,
    judged_by integer,
    primary key (monitor_id, mention_id)
) without rowid;
create index monitor_verdict_mention on monitor_verdict (mention_id);
