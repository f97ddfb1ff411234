-- Whose conversation it was when somebody started a scenario by hand: while it stays theirs, the bot goes on.
alter table scenario_run add column keeper_id bigint;
