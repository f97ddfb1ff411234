-- What we read, where we stand in it, and how it is doing. Times are unix milliseconds.
create table source (
    id integer primary key autoincrement,
    connector text not null,
    instance text not null,
    account text not null,
    name text not null,
    slug text not null,
    settings text not null,
    secrets text,
    paused integer not null default 0,
    created_at integer not null,
    unique (connector, instance, account),
    unique (connector, slug)
);

create table source_state (
    source_id integer primary key references source (id) on delete cascade,
    cursor text,
    state text not null,
    last_item_at integer,
    last_live_at integer,
    last_contact_at integer,
    failures integer not null default 0,
    last_error text,
    last_error_at integer,
    next_contact_at integer
);

create table source_hour (
    source_id integer not null references source (id) on delete cascade,
    hour integer not null,
    items integer not null,
    kept integer not null,
    errors integer not null,
    primary key (source_id, hour)
) without rowid;

-- Histograms: lags by the hour, pauses between arrivals by the day.
create table source_bucket (
    source_id integer not null references source (id) on delete cascade,
    what text not null,
    since integer not null,
    bucket integer not null,
    count integer not null,
    primary key (source_id, what, since, bucket)
) without rowid;

create table source_gap (
    id integer primary key autoincrement,
    source_id integer not null references source (id) on delete cascade,
    from_at integer not null,
    to_at integer not null,
    why text not null,
    unique (source_id, from_at, to_at, why)
);
