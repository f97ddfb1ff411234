-- What is said to us on its way into a conversation; emptied as fast as it fills.
create table arrival (
    id          integer primary key autoincrement,
    source_id   bigint not null,
    connector   text   not null,
    external_id text   not null,
    revision    text   not null,
    author_id   text,
    message     text,               -- JSON; null: the item was deleted
    ours        bigint not null default 0,
    at          bigint not null
);
create unique index arrival_item on arrival (connector, external_id, revision);

-- Threads whose answers arrive, as the 64 bits by which items are found.
create table followed (
    key   bigint primary key,
    until bigint not null
);
