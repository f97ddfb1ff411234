-- The search of the inbox reads words as queries do, no longer stretches of three letters.
drop index message_grams;
drop index identity_grams;
drop index conversation_grams;
drop function text_grams(text);

-- The folded words of each conversation: subject, names and everything that was said or noted.
create table conversation_words (
    conversation_id bigint primary key,
    words           tsvector not null
);
create index conversation_words_words on conversation_words using gin (words);
-- Conversations whose words are to be read again. Triggers keep it, so that no way of writing passes by, nor of erasing; until
-- they are read, a search looks into these itself. The same one may stand here several times: nobody waits for another.
create table conversation_words_due (
    id              bigint generated always as identity primary key,
    conversation_id bigint not null
);
-- Those from before this index: filled from the newest down; no row: done.
create table conversation_words_filling (
    id    bigint primary key,
    top   bigint not null,
    below bigint not null
);
insert into conversation_words_filling (id, top, below)
    select 1, m.id + 1, m.id + 1 from (select max(id) as id from conversation) m where m.id is not null;

create function words_of_message() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into conversation_words_due (conversation_id) values (new.conversation_id);
    elsif tg_op = 'DELETE' then
        delete from conversation_words where conversation_id = old.conversation_id;
        insert into conversation_words_due (conversation_id) values (old.conversation_id);
    elsif new.text <> old.text or new.conversation_id <> old.conversation_id then
        delete from conversation_words where conversation_id = old.conversation_id;
        insert into conversation_words_due (conversation_id) values (old.conversation_id);
        if new.conversation_id <> old.conversation_id then
            insert into conversation_words_due (conversation_id) values (new.conversation_id);
        end if;
    end if;
    return null;
end $$;
create trigger message_words after insert or delete or update of text, conversation_id on message
    for each row execute function words_of_message();

create function words_of_conversation() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into conversation_words_due (conversation_id) values (new.id);
    elsif tg_op = 'DELETE' then
        delete from conversation_words where conversation_id = old.id;
    elsif new.subject <> old.subject or new.identity_id <> old.identity_id then
        delete from conversation_words where conversation_id = old.id;
        insert into conversation_words_due (conversation_id) values (new.id);
    end if;
    return null;
end $$;
create trigger conversation_words after insert or delete or update of subject, identity_id on conversation
    for each row execute function words_of_conversation();

create function words_of_identity() returns trigger language plpgsql as $$
begin
    if new.name is distinct from old.name or new.handle is distinct from old.handle or new.external_id <> old.external_id then
        delete from conversation_words where conversation_id in
            (select id from conversation where contact_id = new.contact_id and identity_id = new.id);
        insert into conversation_words_due (conversation_id)
            select id from conversation where contact_id = new.contact_id and identity_id = new.id;
    end if;
    return null;
end $$;
create trigger identity_words after update of name, handle, external_id on identity
    for each row execute function words_of_identity();
