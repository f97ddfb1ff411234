-- What we know to answer. The text of an item is a version of it; the approved one is used.
create table answer_folder (
    id        integer primary key autoincrement,
    parent_id bigint,
    name      text   not null
);
create table answer_item (
    id               integer primary key autoincrement,
    folder_id        bigint,
    title            text   not null,
    version          bigint not null,
    approved_version bigint,
    owner_id         bigint,
    created_at       bigint not null,
    changed_at       bigint not null,
    changed_by       bigint
);
create table answer_version (
    item_id     bigint not null,
    version     bigint not null,
    body        text   not null,        -- JSON
    made_at     bigint not null,
    made_by     bigint,
    approved_at bigint,
    approved_by bigint,
    primary key (item_id, version)
);
create table answer_file (
    id       integer primary key autoincrement,
    item_id  bigint not null,
    name     text   not null,
    type     text   not null,
    size     bigint not null,
    content  blob   not null,
    added_at bigint not null,
    added_by bigint
);
create index answer_file_of on answer_file (item_id);

-- Grows with every change of library and policies, so that what is kept in memory knows that it is old.
create table answer_stamp (
    stamp bigint not null
);
insert into answer_stamp (stamp) values (1);

create table policy (
    id         integer primary key autoincrement,
    position   bigint not null,
    body       text   not null,         -- JSON
    changed_at bigint not null,
    changed_by bigint
);
create table goodwill (
    id              integer primary key autoincrement,
    conversation_id bigint not null,
    policy_id       bigint not null,
    cents           bigint not null,
    why             text   not null,
    person_id       bigint,
    at              bigint not null
);
create index goodwill_policy on goodwill (policy_id, at);
create index goodwill_conversation on goodwill (conversation_id, policy_id);

-- Which items a reply was made of, and what the customer had asked: how they asked is found again by their message.
create table answer_use (
    id              integer primary key autoincrement,
    item_id         bigint not null,
    version         bigint not null,
    conversation_id bigint not null,
    message_id      bigint,             -- the reply
    asked_id        bigint,             -- the message of the customer
    person_id       bigint,
    at              bigint not null
);
create index answer_use_item on answer_use (item_id, at);
create index answer_use_conversation on answer_use (conversation_id);
