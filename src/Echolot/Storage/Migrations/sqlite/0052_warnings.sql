-- The end of the clock of which somebody was warned.
alter table conversation add column warned_for bigint;
create index conversation_warn on conversation (warn_at) where warn_at is not null;
