-- What we read, where we stand in it, and how it is doing. Times are unix milliseconds.
create table source (
    id bigint generated always as identity primary key,
    connector text not null,
    instance text not null,
    account text not null,
    name text not null,
    slug text not null,
    settings text not null,
    secrets text,
    paused bigint not null default 0,
    created_at bigint not null,
    unique (connector, instance, account),
    unique (connector, slug)
);

create table source_state (
    source_id bigint primary key references source (id) on delete cascade,
    cursor text,
    state text not null,
    last_item_at bigint,
    last_live_at bigint,
    last_contact_at bigint,
    failures bigint not null default 0,
    last_error text,
    last_error_at bigint,
    next_contact_at bigint
);

create table source_hour (
    source_id bigint not null references source (id) on delete cascade,
    hour bigint not null,
    items bigint not null,
    kept bigint not null,
    errors bigint not null,
    primary key (source_id, hour)
);

-- Histograms: lags by the hour, pauses between arrivals by the day.
create table source_bucket (
    source_id bigint not null references source (id) on delete cascade,
    what text not null,
    since bigint not null,
    bucket bigint not null,
    count bigint not null,
    primary key (source_id, what, since, bucket)
);

create table source_gap (
    id bigint generated always as identity primary key,
    source_id bigint not null references source (id) on delete cascade,
    from_at bigint not null,
    to_at bigint not null,
    why text not null,
    unique (source_id, from_at, to_at, why)
);
