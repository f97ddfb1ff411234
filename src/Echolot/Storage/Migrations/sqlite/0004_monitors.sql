-- Named queries and every text they ever had. Times are unix milliseconds.
create table monitor (
    id integer primary key autoincrement,
    name text not null,
    query_text text not null,
    purpose text not null,
    owner_id integer,
    folder text,
    paused integer not null default 0,
    version integer not null,
    color text not null,
    created_at integer not null,
    changed_at integer not null
);

create table monitor_version (
    monitor_id integer not null references monitor (id) on delete cascade,
    version integer not null,
    query_text text not null,
    changed_at integer not null,
    changed_by integer,
    note text,
    primary key (monitor_id, version)
) without rowid;
