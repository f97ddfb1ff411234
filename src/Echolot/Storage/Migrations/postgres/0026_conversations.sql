-- People outside, with their accounts on the networks.
create table contact (
    id         bigint generated always as identity primary key,
    name       text   not null,
    created_at bigint not null
);
create table identity (
    id          bigint generated always as identity primary key,
    contact_id  bigint not null,
    connector   text   not null,
    external_id text   not null,
    handle      text,
    name        text,
    profile     text,
    followers   bigint,
    seen_at     bigint not null
);
create unique index identity_external on identity (connector, external_id);
create index identity_contact on identity (contact_id);

create table conversation (
    id            bigint generated always as identity primary key,
    kind          bigint not null,      -- 1 post, 2 direct, 3 chat, 4 by hand
    source_id     bigint,               -- whose account answers; null: not chosen yet
    connector     text   not null,
    thread        text   not null,      -- what belongs together at the network
    contact_id    bigint not null,
    identity_id   bigint not null,
    subject       text   not null,
    snippet       text   not null,
    language      text   not null,
    sentiment     bigint not null,
    state         bigint not null,
    active        bigint not null,      -- 1: somebody has to do something, now or later
    priority      bigint not null,
    priority_set  bigint,               -- by hand; null: as scored
    priority_why  text   not null,      -- JSON
    crisis        bigint not null,
    department_id bigint,
    assignee_id   bigint,
    assigned_at   bigint,
    opened_at     bigint not null,
    last_at       bigint not null,
    last_in_at    bigint,
    last_out_at   bigint,
    due_at        bigint not null,      -- of the clock that ends first; 9223372036854775807: none runs
    due_kind      bigint,
    warn_at       bigint,
    snoozed_until bigint,
    closed_at     bigint,
    cause         text,
    merged_into   bigint,
    revision      bigint not null
);
-- The thread first: by its channel alone nobody should walk it.
create unique index conversation_thread on conversation (thread, connector, coalesce(source_id, 0));
create index conversation_last on conversation (last_at, id);
create index conversation_state on conversation (state, last_at, id);
create index conversation_contact on conversation (contact_id, last_at);
create index conversation_assignee on conversation (assignee_id, active, last_at);
-- What is to be done is little beside what is done: views and their counts walk this one alone.
create index conversation_active on conversation (due_at, id, state, assignee_id, department_id, connector)
    where active = 1;
create index conversation_snoozed on conversation (snoozed_until) where snoozed_until is not null;

create table message (
    id              bigint generated always as identity primary key,
    conversation_id bigint not null,
    at              bigint not null,
    leg             bigint not null,    -- 1 public, 2 private, 3 note
    direction       bigint not null,    -- 1 theirs, 2 ours
    identity_id     bigint,
    person_id       bigint,
    bot             text,
    connector       text   not null,
    external_id     text,               -- null: a note, or not sent yet
    local_id        text,
    parent_id       text,
    revision        text,
    mention_id      bigint,
    url             text,
    text            text   not null,
    attachments     text,               -- JSON
    edited_at       bigint,
    deleted_at      bigint,
    send_id         bigint
);
create unique index message_external on message (connector, external_id) where external_id is not null;
create index message_conversation on message (conversation_id, at, id);
create index message_mention on message (mention_id) where mention_id is not null;

-- What happened, in words for the time line and in figures for the clocks.
create table conversation_event (
    id              bigint generated always as identity primary key,
    conversation_id bigint not null,
    at              bigint not null,
    kind            bigint not null,
    revision        bigint not null,    -- of the conversation, once this had happened
    person_id       bigint,
    rule_id         bigint,
    before          text,
    after           text
);
create index conversation_event_of on conversation_event (conversation_id, at, id);

create table draft (
    conversation_id bigint not null,
    person_id       bigint not null,
    leg             bigint not null,
    text            text   not null,
    shared          bigint not null,
    seen_revision   bigint not null,
    saved_at        bigint not null,
    primary key (conversation_id, person_id)
);

-- Replies on their way out. A key is never used for another text.
create table send (
    id              bigint generated always as identity primary key,
    key             text   not null unique,
    conversation_id bigint not null,
    message_id      bigint not null,
    source_id       bigint not null,
    leg             bigint not null,
    reply_to        bigint,
    state           text   not null,
    person_id       bigint,
    next_state      bigint,
    not_before      bigint not null,
    attempts        bigint not null,
    looks           bigint not null,
    problem         text,
    created_at      bigint not null,
    changed_at      bigint not null
);
create index send_waiting on send (state, not_before) where state in ('Queued', 'Sending', 'Unknown');
create index send_conversation on send (conversation_id, id);

-- Within which time what has to happen, and by which calendar.
create table calendar (
    id      bigint generated always as identity primary key,
    name    text   not null,
    changed_at bigint not null
);
-- A clock that ran by an older version still explains itself.
create table calendar_version (
    id          bigint generated always as identity primary key,
    calendar_id bigint not null,
    body        text   not null,        -- JSON
    made_at     bigint not null,
    made_by     bigint
);
create index calendar_version_of on calendar_version (calendar_id, id);

create table response_target (
    id          bigint generated always as identity primary key,
    name        text   not null,
    position    bigint not null,
    priority    bigint,                 -- this priority and above; null: all
    connector   text,                   -- null: every channel
    crisis      bigint not null,        -- this level and above
    calendar_id bigint,                 -- null: day and night
    first_min   bigint,
    next_min    bigint,
    update_min  bigint,
    resolve_min bigint,
    warn_min    bigint,
    changed_at  bigint not null,
    changed_by  bigint
);
