-- Looking through what is stored with a new query; the newest mention first. Times are unix milliseconds.
create table backfill (
    monitor_id integer primary key references monitor (id) on delete cascade,
    version integer not null,
    state text not null,
    reached integer not null,    -- every mention with this id or a higher one has been looked at
    found integer not null,
    problem text,
    asked_at integer not null,
    changed_at integer not null
);
