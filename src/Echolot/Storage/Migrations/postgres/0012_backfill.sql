-- Looking through what is stored with a new query; the newest mention first. Times are unix milliseconds.
create table backfill (
    monitor_id bigint primary key references monitor (id) on delete cascade,
    version bigint not null,
    state text not null,
    reached bigint not null,    -- every mention with this id or a higher one has been looked at
    found bigint not null,
    problem text,
    asked_at bigint not null,
    changed_at bigint not null
);
