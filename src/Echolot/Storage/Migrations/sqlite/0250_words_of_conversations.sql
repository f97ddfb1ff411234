-- The search of the inbox reads words as queries do, no longer stretches of three letters.
drop trigger message_grams_added;
drop trigger message_grams_changed;
drop trigger message_grams_gone;
drop trigger identity_grams_added;
drop trigger identity_grams_changed;
drop trigger identity_grams_gone;
drop trigger conversation_grams_added;
drop trigger conversation_grams_changed;
drop trigger conversation_grams_gone;
drop table inbox_grams;

-- The folded words of each conversation, by its id: subject, names and everything that was said or noted.
create virtual table conversation_words using fts5 (words, content='', contentless_delete=1, tokenize='ascii');
-- Conversations whose words are to be read again. Triggers keep it, so that no way of writing passes by, nor of erasing; until
-- they are read, a search looks into these itself. The same one may stand here several times.
create table conversation_words_due (
    id              integer primary key autoincrement,
    conversation_id bigint not null
);
-- Those from before this index: filled from the newest down; no row: done.
create table conversation_words_filling (
    id    integer primary key,
    top   bigint not null,
    below bigint not null
);
insert into conversation_words_filling (id, top, below)
    select 1, m.id + 1, m.id + 1 from (select max(id) as id from conversation) m where m.id is not null;

create trigger message_words_added after insert on message begin
    insert into conversation_words_due (conversation_id) values (new.conversation_id);
end;
create trigger message_words_changed after update of text on message when new.text <> old.text begin
    delete from conversation_words where rowid = old.conversation_id;
    insert into conversation_words_due (conversation_id) values (new.conversation_id);
end;
create trigger message_words_moved after update of conversation_id on message when new.conversation_id <> old.conversation_id begin
    delete from conversation_words where rowid = old.conversation_id;
    insert into conversation_words_due (conversation_id) values (old.conversation_id), (new.conversation_id);
end;
create trigger message_words_gone after delete on message begin
    delete from conversation_words where rowid = old.conversation_id;
    insert into conversation_words_due (conversation_id) values (old.conversation_id);
end;
create trigger conversation_words_added after insert on conversation begin
    insert into conversation_words_due (conversation_id) values (new.id);
end;
create trigger conversation_words_changed after update of subject, identity_id on conversation
    when new.subject <> old.subject or new.identity_id <> old.identity_id begin
    delete from conversation_words where rowid = old.id;
    insert into conversation_words_due (conversation_id) values (new.id);
end;
create trigger conversation_words_gone after delete on conversation begin
    delete from conversation_words where rowid = old.id;
end;
create trigger identity_words_changed after update of name, handle, external_id on identity
    when new.name is not old.name or new.handle is not old.handle or new.external_id <> old.external_id begin
    delete from conversation_words where rowid in
        (select id from conversation where contact_id = new.contact_id and identity_id = new.id);
    insert into conversation_words_due (conversation_id)
        select id from conversation where contact_id = new.contact_id and identity_id = new.id;
end;
