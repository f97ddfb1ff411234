-- Who did what, how long records stay, why we may process them. Times are unix milliseconds.
create table audit (
    id bigint generated always as identity primary key,
    at bigint not null,
    actor_id bigint,
    what text not null,
    target text not null,
    detail text
);
create index audit_at on audit (at);
create index audit_actor on audit (actor_id);

create table retention (
    kind text primary key,
    days bigint
);

create table legal_basis (
    source_id bigint primary key,
    basis text not null,
    purpose text not null,
    changed_at bigint not null,
    changed_by bigint
);

create table privacy_key (
    name text primary key,
    secret text not null
);
