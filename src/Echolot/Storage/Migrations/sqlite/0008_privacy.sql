-- Who did what, how long records stay, why we may process them. Times are unix milliseconds.
create table audit (
    id integer primary key autoincrement,
    at integer not null,
    actor_id integer,
    what text not null,
    target text not null,
    detail text
);
create index audit_at on audit (at);
create index audit_actor on audit (actor_id);

create table retention (
    kind text primary key,
    days integer
);

create table legal_basis (
    source_id integer primary key,
    basis text not null,
    purpose text not null,
    changed_at integer not null,
    changed_by integer
);

create table privacy_key (
    name text primary key,
    secret text not null
);
