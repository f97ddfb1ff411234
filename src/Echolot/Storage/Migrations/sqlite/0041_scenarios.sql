-- Decision trees in which a bot speaks.
create table scenario (
    id          integer primary key autoincrement,
    name        text   not null,
    connector   text,                   -- null: every channel with private words
    source_id   bigint,
    hours       text   not null,
    calendar_id bigint,
    source      text   not null,
    active      bigint not null,
    changed_at  bigint not null,
    changed_by  bigint
);
-- Where somebody stands; goes on by the text with which it began.
create table scenario_run (
    id              integer primary key autoincrement,
    conversation_id bigint not null,
    scenario_id     bigint not null,
    source          text   not null,
    node            text   not null,
    misses          bigint not null,
    answers         text   not null,    -- JSON
    labels          text   not null,    -- JSON
    state           text   not null,
    heard_id        bigint not null,    -- newest words of theirs that were heard
    asked_id        bigint not null,    -- message with the last question
    started_at      bigint not null,
    german          bigint not null     -- 1: speaks German, else English
);
create index scenario_run_of on scenario_run (conversation_id, state);
create index scenario_run_started on scenario_run (started_at);
