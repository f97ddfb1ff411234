-- Authors and sites that are hidden, or never collected.
create table exclusion (
    id        integer primary key autoincrement,
    kind      text   not null,
    mode      text   not null,
    connector text,              -- of an author; null for a site
    value     text   not null,   -- id of the author at the network, or the host
    name      text,
    person_id bigint,
    at        bigint not null
);
create unique index exclusion_what on exclusion (kind, coalesce(connector, ''), value);
