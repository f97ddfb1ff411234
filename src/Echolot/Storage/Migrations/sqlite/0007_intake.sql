-- Events that could not be taken. Times are unix milliseconds.
create table poison (
    id integer primary key autoincrement,
    source_id integer not null,
    connector text not null,
    external_id text,
    author_id text,
    problem text not null,
    excerpt text not null,
    at integer not null
);
create index poison_source on poison (source_id, id);
create index poison_author on poison (connector, author_id);
create index poison_at on poison (at);
