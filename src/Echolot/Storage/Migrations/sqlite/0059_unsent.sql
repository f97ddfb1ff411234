-- Conversations with a reply of ours that did not go out, or of which nobody can tell: a list of their own, by an index.
alter table conversation add column unsent bigint not null default 0;
update conversation set unsent = 1
    where id in (select conversation_id from send where state = 'Failed' or (state = 'Unknown' and looks >= 8));
create index conversation_unsent on conversation (last_at, id) where unsent = 1;
-- Why it did not, in English; null: both languages stand in the other column, as they did before.
alter table send add column problem_en text;
