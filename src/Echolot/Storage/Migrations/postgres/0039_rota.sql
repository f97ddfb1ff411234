-- Who is on call when nobody is at the desk.
create table rota_setting (
    id          bigint not null primary key,
    calendar_id bigint,
    minutes     bigint not null,
    rounds      bigint not null
);
create table rota_pattern (
    id       bigint generated always as identity primary key,
    name     text   not null,
    kind     text   not null,
    days     text   not null,           -- 1 Monday … 7 Sunday, by commas
    from_min bigint not null,
    to_min   bigint not null,           -- not after from_min: of the next day
    people   text   not null,           -- ids by commas, the first one first
    rotates  bigint not null,
    checks   text   not null,           -- minutes of the day, by commas
    active   bigint not null
);
create table rota_shift (
    id         bigint generated always as identity primary key,
    pattern_id bigint,                  -- null: by hand
    day        text,
    name       text   not null,
    kind       text   not null,
    from_at    bigint not null,
    to_at      bigint not null,
    people     text   not null,
    note       text   not null,
    note_by    bigint,
    note_at    bigint,
    by_hand    bigint not null,         -- 1: does not follow its pattern any more
    cancelled  bigint not null
);
create unique index rota_shift_day on rota_shift (pattern_id, day);
create index rota_shift_time on rota_shift (to_at, from_at);
-- The proof that somebody looked.
create table rota_check (
    id        bigint generated always as identity primary key,
    shift_id  bigint not null,
    due_at    bigint not null,
    done_at   bigint,
    person_id bigint,
    open      bigint
);
create index rota_check_of on rota_check (shift_id, due_at);
create table rota_swap (
    id         bigint generated always as identity primary key,
    shift_id   bigint not null,
    person_id  bigint not null,
    to_person  bigint,                  -- null: whoever can
    offered_at bigint not null,
    taken_by   bigint,
    taken_at   bigint
);
create index rota_swap_of on rota_swap (shift_id);
-- What could not wait, and who was told of it. Once a shift.
create table rota_call (
    id         bigint generated always as identity primary key,
    subject    text   not null,
    subject_id bigint not null,
    shift_id   bigint not null,
    opened_at  bigint not null,
    state      text   not null,
    by_person  bigint,
    ended_at   bigint,
    next_at    bigint,
    place      bigint not null          -- how many were told
);
create unique index rota_call_of on rota_call (subject, subject_id, shift_id);
create index rota_call_next on rota_call (next_at) where state = 'Open';
create index rota_call_opened on rota_call (opened_at);
create table rota_step (
    call_id   bigint not null,
    place     bigint not null,
    person_id bigint,
    at        bigint not null,
    primary key (call_id, place)
);
-- Where calendar programs read somebody's shifts.
create table rota_feed (
    person_id   bigint not null primary key,
    fingerprint text   not null unique,
    made_at     bigint not null
);
-- How somebody on call was told beside the screen.
create table duty_message (
    id              bigint generated always as identity primary key,
    occasion        text   not null,    -- told twice, it is sent once
    call_id         bigint,             -- null: a bot handed over
    place           bigint not null,
    person_id       bigint not null,
    subject         text   not null,
    subject_id      bigint not null,
    minutes         bigint not null,
    channel         text   not null,
    device_id       bigint,
    state           text   not null,
    attempts        bigint not null,
    next_attempt_at bigint,
    claimed_at      bigint,
    done_at         bigint,
    problem         text
);
create index duty_message_of on duty_message (occasion);
create index duty_message_call on duty_message (call_id);
create index duty_message_next on duty_message (next_attempt_at) where next_attempt_at is not null;
