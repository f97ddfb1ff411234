-- Named queries and every text they ever had. Times are unix milliseconds.
create table monitor (
    id bigint generated always as identity primary key,
    name text not null,
    query_text text not null,
    purpose text not null,
    owner_id bigint,
    folder text,
    paused bigint not null default 0,
    version bigint not null,
    color text not null,
    created_at bigint not null,
    changed_at bigint not null
);

create table monitor_version (
    monitor_id bigint not null references monitor (id) on delete cascade,
    version bigint not null,
    query_text text not null,
    changed_at bigint not null,
    changed_by bigint,
    note text,
    primary key (monitor_id, version)
);
