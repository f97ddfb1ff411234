-- Facts on their way from slice to slice. One writer at a time, so the order of numbers is the order of commits.
create table outbox (
    seq  integer primary key autoincrement,  -- never used twice, also after pruning: positions stay valid
    type text    not null,
    json text    not null,
    node text    not null,                   -- the process that published it: its own screens have heard already
    at   bigint  not null
);

-- How far each durable subscriber has come, and why it waits where it does.
create table subscriber (
    name       text   primary key,
    position   bigint not null,
    failures   bigint not null default 0,
    last_error text,
    changed_at bigint not null
) without rowid;
