-- Classes of sites (with every host below them) and of sources: what class: of the query language asks for.
create table source_class (
    id    bigint generated always as identity primary key,
    kind  text   not null,
    value text   not null,
    class text   not null,
    at    bigint not null
);
create unique index source_class_value on source_class (kind, value);
