-- Erasures that somebody asked for by a button of ours; whoever handles privacy erases them or says why not.
create table erasure_request (
    id        integer primary key autoincrement,
    connector text   not null,
    author    text   not null,
    why       text   not null,
    about     text,
    asked_at  bigint not null,
    kept_at   bigint,
    kept_by   bigint,
    kept_why  text,
    unique (connector, author)
);
