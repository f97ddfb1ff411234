-- What the search of the inbox looks in, by stretches of three letters: rowid is 4 * id + 0 for a message, + 1 for an
-- account, + 2 for the subject of a conversation. Triggers keep it, so that no way of writing passes by, nor of erasing.
create virtual table inbox_grams using fts5 (words, content='', contentless_delete=1, tokenize='trigram', detail='none');
insert into inbox_grams (rowid, words) select id * 4, text from message where text <> '';
insert into inbox_grams (rowid, words)
    select id * 4 + 1, coalesce(name, '') || char(10) || coalesce(handle, '') from identity;
insert into inbox_grams (rowid, words) select id * 4 + 2, subject from conversation where subject <> '';

create trigger message_grams_added after insert on message when new.text <> '' begin
    insert into inbox_grams (rowid, words) values (new.id * 4, new.text);
end;
create trigger message_grams_changed after update of text on message when new.text <> old.text begin
    delete from inbox_grams where rowid = old.id * 4;
    insert into inbox_grams (rowid, words) select new.id * 4, new.text where new.text <> '';
end;
create trigger message_grams_gone after delete on message begin
    delete from inbox_grams where rowid = old.id * 4;
end;
create trigger identity_grams_added after insert on identity begin
    insert into inbox_grams (rowid, words) values (new.id * 4 + 1, coalesce(new.name, '') || char(10) || coalesce(new.handle, ''));
end;
create trigger identity_grams_changed after update of name, handle on identity
    when new.name is not old.name or new.handle is not old.handle begin
    delete from inbox_grams where rowid = old.id * 4 + 1;
    insert into inbox_grams (rowid, words) values (new.id * 4 + 1, coalesce(new.name, '') || char(10) || coalesce(new.handle, ''));
end;
create trigger identity_grams_gone after delete on identity begin
    delete from inbox_grams where rowid = old.id * 4 + 1;
end;
create trigger conversation_grams_added after insert on conversation when new.subject <> '' begin
    insert into inbox_grams (rowid, words) values (new.id * 4 + 2, new.subject);
end;
create trigger conversation_grams_changed after update of subject on conversation when new.subject <> old.subject begin
    delete from inbox_grams where rowid = old.id * 4 + 2;
    insert into inbox_grams (rowid, words) select new.id * 4 + 2, new.subject where new.subject <> '';
end;
create trigger conversation_grams_gone after delete on conversation when old.subject <> '' begin
    delete from inbox_grams where rowid = old.id * 4 + 2;
end;
