-- Two conversations made one can be parted again: what moved knows where it came from.
alter table message add column merged_from bigint;
create index message_merged on message (merged_from) where merged_from is not null;
alter table conversation_event add column merged_from bigint;
create index conversation_merged on conversation (merged_into) where merged_into is not null;

-- Conversations that have to do with each other; the lower id first.
create table conversation_link (
    low_id  bigint not null,
    high_id bigint not null,
    made_at bigint not null,
    made_by bigint,
    primary key (low_id, high_id)
) without rowid;
create index conversation_link_high on conversation_link (high_id);

-- One cause, many customers, each with an answer of their own.
create table incident (
    id        integer primary key autoincrement,
    title     text   not null,
    cause     text,
    note      text   not null,
    opened_at bigint not null,
    opened_by bigint,
    fixed_at  bigint
);
alter table conversation add column incident_id bigint;
create index conversation_incident on conversation (incident_id, id) where incident_id is not null;
create table incident_reply (
    id          integer primary key autoincrement,
    incident_id bigint not null,
    text        text   not null,
    made_at     bigint not null,
    made_by     bigint
);
create index incident_reply_of on incident_reply (incident_id, id);
-- Nobody gets the same answer twice: one line for each conversation, sent or not.
create table incident_sent (
    reply_id        bigint not null,
    conversation_id bigint not null,
    send_id         bigint,             -- null: could not be sent so
    problem         text,
    primary key (reply_id, conversation_id)
) without rowid;

-- What a team wants to know of each conversation beside what every one has.
create table field (
    id       integer primary key autoincrement,
    name     text   not null,
    kind     text   not null,
    choices  text   not null,           -- one a line
    required bigint not null,           -- 1: before a conversation is done
    position bigint not null
);
create table conversation_field (
    conversation_id bigint not null,
    field_id        bigint not null,
    value           text   not null,
    primary key (conversation_id, field_id)
) without rowid;
create index conversation_field_value on conversation_field (field_id, value);
create table conversation_label (
    label_id        bigint not null,
    conversation_id bigint not null,
    primary key (label_id, conversation_id)
) without rowid;
create index conversation_label_of on conversation_label (conversation_id, label_id);

-- Causes as they were named, for choosing the same words again.
create table cause (
    path    text   not null primary key,
    used    bigint not null,
    used_at bigint not null
) without rowid;
create index conversation_cause on conversation (cause, closed_at) where cause is not null;
create table care_rule (
    name  text not null primary key,
    value text not null
) without rowid;
insert into care_rule values ('cause', 'required');

-- Lists of the inbox under a name.
create table inbox_view (
    id        integer primary key autoincrement,
    person_id bigint,
    name      text   not null,
    filters   text   not null,
    shared    bigint not null
);
