-- Figures of the care desk. Every row is made of what happened in its conversation and can be made again; rows stay when
-- the conversation has gone with its retention. Times are unix milliseconds.

-- A clock that has ended.
create table clock_outcome (
    conversation_id bigint not null,
    position        bigint not null,    -- among the clocks of the conversation, in the order they began
    kind            bigint not null,
    outcome         bigint not null,    -- 3 met, 4 missed, 5 dropped
    started_at      bigint not null,
    ended_at        bigint not null,
    counted         bigint not null,    -- milliseconds of open time, pauses left out
    within          bigint not null,    -- milliseconds of the target
    connector       text   not null,
    department_id   bigint,             -- where it lay when the clock ended
    priority        bigint not null,    -- which it had then
    person_id       bigint,             -- who ended it
    primary key (conversation_id, position)
) without rowid;
create index clock_outcome_ended on clock_outcome
    (kind, outcome, ended_at, conversation_id, position, connector, department_id, priority, person_id, counted);

-- Something that is counted: opened, answered, closed …
create table care_step (
    conversation_id bigint not null,
    position        bigint not null,
    kind            bigint not null,
    at              bigint not null,
    number          bigint not null,    -- of an answer: the how many-th; of a closing: answers until then
    lasts           bigint not null,    -- of a closing: 1 until it is opened again
    connector       text   not null,
    department_id   bigint,
    priority        bigint not null,
    person_id       bigint,
    cause           text,               -- of an opening: why the customer had to speak with us
    primary key (conversation_id, position)
) without rowid;
create index care_step_at on care_step
    (kind, at, conversation_id, position, connector, department_id, priority, person_id, number, lasts, cause);
create index care_step_cause on care_step (cause) where cause is not null;

-- The rows of a day packed together, so that a year is read in no time; a pack holds while its stamp is the sum of the
-- changes of its days.
create table care_day (
    day     bigint primary key,         -- on the clock of the workspace, counted from 1970
    from_at bigint not null,
    to_at   bigint not null,
    stamp   bigint not null,
    body    blob not null
);
create table care_change (
    utc_day bigint primary key,
    changes bigint not null
);

-- Something was done about a cause.
create table cause_fix (
    id      integer primary key autoincrement,
    cause   text   not null,
    day     bigint not null,            -- on the clock of the workspace, counted from 1970
    note    text   not null,
    made_at bigint not null,
    made_by bigint
);

-- Figures of single colleagues: off until there is an agreement that allows them.
alter table workspace add column agent_figures_at bigint;
alter table workspace add column agent_figures_note text;
-- The one setting for both.
alter table workspace drop column works_council;
