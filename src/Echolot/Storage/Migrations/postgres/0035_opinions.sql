-- The other half of a public word and the private one that goes on from it.
alter table message add column pair_id bigint;

-- Links by which somebody goes on privately with a conversation that began in public; each works once.
create table chat_link (
    hash            text   not null primary key,
    source_id       bigint not null,
    conversation_id bigint not null,
    root            text   not null,    -- local id of the private message that they continue
    created_at      bigint not null,
    expires_at      bigint not null,
    used_at         bigint
);
create index chat_link_conversation on chat_link (conversation_id);

-- Whether we asked how somebody found it, and what they said.
create table opinion (
    id              bigint generated always as identity primary key,
    conversation_id bigint not null,
    contact_id      bigint not null,
    source_id       bigint not null,
    connector       text   not null,
    department_id   bigint,
    person_id       bigint,             -- who answered
    hash            text   unique,      -- of the secret of the link; null once it was used
    asked_at        bigint not null,
    month           bigint not null,    -- of asking: 202611
    expires_at      bigint not null,
    answered_at     bigint,
    score           bigint,             -- 1 to 5
    comment         text
);
create index opinion_contact on opinion (contact_id, asked_at);
create index opinion_conversation on opinion (conversation_id, id);
create index opinion_month on opinion (month, score);

-- Of which sources' conversations we ask, and of which conversations not.
create table opinion_source (
    source_id bigint not null primary key
);
create table opinion_not (
    conversation_id bigint not null primary key
);

-- With a works council's agreement nobody sees figures about single people.
alter table workspace add column works_council bigint not null default 0;
