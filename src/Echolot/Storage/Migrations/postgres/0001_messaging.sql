-- Facts on their way from slice to slice. Publishing holds an advisory lock until the commit, so the order of numbers
-- is the order of commits.
create table outbox (
    seq  bigint generated always as identity primary key,
    type text   not null,
    json text   not null,
    node text   not null,
    at   bigint not null
);

-- How far each durable subscriber has come, and why it waits where it does.
create table subscriber (
    name       text   primary key,
    position   bigint not null,
    failures   bigint not null default 0,
    last_error text,
    changed_at bigint not null
);
