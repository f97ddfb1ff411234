-- Files that go out with replies; each content is kept once, however often it goes out.
create table reply_content (
    hash    text primary key,           -- SHA-256, hexadecimal
    content blob not null
);
create table reply_file (
    id              integer primary key autoincrement,
    conversation_id bigint not null,    -- where it was added
    added_by        bigint,             -- whose reply it belongs to while that is written
    approval_id     bigint,             -- waits with it
    message_id      bigint,             -- went out with it
    name            text   not null,
    type            text   not null,
    size            bigint not null,
    alt             text   not null,    -- what an image shows
    hash            text   not null,
    added_at        bigint not null
);
create index reply_file_message on reply_file (message_id) where message_id is not null;
create index reply_file_approval on reply_file (approval_id) where approval_id is not null;
create index reply_file_conversation on reply_file (conversation_id, added_by);
create index reply_file_hash on reply_file (hash);

-- What was approved with a text: names, descriptions and hashes of its files.
alter table approval add column files text;
