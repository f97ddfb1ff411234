-- Departments as a tree, who works in them and what they bring, absences, routing. Times are unix milliseconds.
create table department (
    id          integer primary key autoincrement,
    name        text   not null,
    parent_id   bigint,
    calendar_id bigint,                 -- null: as above; nowhere one: day and night
    locked      bigint not null,        -- only whom a conversation is assigned to answers it
    catches     bigint not null,        -- takes what nobody has put anywhere; at most one
    strategy    bigint not null,        -- 0: people take, nobody is given anything
    otherwise   bigint not null,        -- where the strategy finds nobody
    return_min  bigint,                 -- minutes of open time until an unanswered one is given back
    changed_at  bigint not null,
    changed_by  bigint
);
create table department_member (
    department_id bigint not null,
    person_id     bigint not null,
    primary key (department_id, person_id)
) without rowid;
create index department_member_person on department_member (person_id);

-- Who has none sees everything and takes everything.
create table seat (
    person_id bigint primary key,
    reach     bigint not null,
    capacity  bigint,
    skills    text   not null,          -- JSON
    languages text   not null           -- JSON
);

create table absence (
    id            integer primary key autoincrement,
    person_id     bigint not null,
    from_at       bigint not null,
    until_at      bigint not null,
    substitute_id bigint,
    begun         bigint not null,      -- 1: their open conversations were given on
    made_by       bigint,
    made_at       bigint not null
);
create index absence_until on absence (until_at);

-- How much of somebody's capacity a conversation of a channel takes; where there is none: 1.
create table channel_weight (
    connector text primary key,
    weight    bigint not null
);

-- When routing gave somebody of a department something last.
create table given (
    department_id bigint not null,
    person_id     bigint not null,
    at            bigint not null,
    primary key (department_id, person_id)
) without rowid;

-- When routing looks at it: to give it to somebody, or to give it back.
alter table conversation add column turn_at bigint;
create index conversation_turn on conversation (turn_at) where turn_at is not null;
-- Lists of those who see some departments only.
create index conversation_department on conversation (department_id, last_at, id);
create index conversation_department_state on conversation (department_id, state, last_at, id);
