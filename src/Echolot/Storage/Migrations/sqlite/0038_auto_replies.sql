-- What Echolot says by itself; the first that fits speaks.
create table auto_reply (
    id          integer primary key autoincrement,
    name        text   not null,
    active      bigint not null,
    position    bigint not null,
    connector   text,                   -- null: every channel
    source_id   bigint,                 -- null: every account
    hours       text   not null,
    calendar_id bigint,
    crisis_from bigint not null,
    crisis_to   bigint,                 -- null: without end
    legs        text   not null,
    text_de     text   not null,
    text_en     text   not null,
    changed_at  bigint not null,
    changed_by  bigint
);
-- Nobody gets a second one within the window, on whichever of their accounts.
create table auto_reply_turn (
    identity_id bigint not null primary key,
    at          bigint not null
) without rowid;
create table auto_reply_log (
    id              integer primary key autoincrement,
    at              bigint not null,
    rule_id         bigint,
    conversation_id bigint not null,
    message_id      bigint not null unique,  -- the words that were answered
    problem         text                -- null: on its way
);
-- Previews walk the last week.
create index message_heard on message (at) where direction = 1;
-- Whether an account says of itself that it is a program.
alter table identity add column bot bigint;
