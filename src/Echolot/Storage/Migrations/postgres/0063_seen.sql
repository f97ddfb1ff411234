-- Up to when somebody of ours has looked at what the other side said; what there was until now counts as seen.
alter table conversation add column seen_at bigint;
update conversation set seen_at = last_in_at;
-- Lists of a language: of what is open, and of everything.
create index conversation_language_open on conversation (language, due_at, id) where active = 1;
create index conversation_language on conversation (language, last_at, id);
