-- By which source a message came or leaves, where it is not the conversation's own.
alter table message add column source_id bigint;

-- Somebody who writes in a web chat, or wrote into its form, and the consent they gave before.
create table chat_visitor (
    id           text   not null primary key,
    source_id    bigint not null,
    connector    text   not null,
    author       text   not null,       -- as identities know them
    root         text,                  -- message that they continue; null: a conversation of their own
    name         text,
    language     text   not null,
    wording      text   not null,       -- version of the text they agreed to
    consented_at bigint not null,
    seen_at      bigint not null
);
create index chat_visitor_author on chat_visitor (connector, author);
create index chat_visitor_seen on chat_visitor (seen_at);

-- Every text that anybody agreed to.
create table chat_wording (
    version text   not null primary key,
    de      text   not null,
    en      text   not null,
    since   bigint not null
);
