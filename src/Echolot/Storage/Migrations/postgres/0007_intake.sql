-- Events that could not be taken. Times are unix milliseconds.
create table poison (
    id bigint generated always as identity primary key,
    source_id bigint not null,
    connector text not null,
    external_id text,
    author_id text,
    problem text not null,
    excerpt text not null,
    at bigint not null
);
create index poison_source on poison (source_id, id);
create index poison_author on poison (connector, author_id);
create index poison_at on poison (at);
