-- Steps that a person runs with one press, for themselves or for colleagues.
create table macro (
    id            integer primary key autoincrement,
    name          text   not null,
    steps         text   not null,            -- JSON
    person_id     bigint,                     -- who made it; null: they have left
    shared        bigint not null,
    department_id bigint,                     -- of a shared one: whose people have it; null: everybody
    position      bigint not null,
    uses          bigint not null default 0,  -- conversations
    used_at       bigint,
    created_at    bigint not null,
    changed_at    bigint not null,
    changed_by    bigint
);
create index macro_of on macro (person_id, position);
