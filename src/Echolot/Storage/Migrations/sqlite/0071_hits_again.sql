-- What a rule hit as it came in, was taken back and then done again by a run over the past: that run.
alter table rule_hit add column redone_by bigint;
create index rule_hit_redone on rule_hit (redone_by) where redone_by is not null;
drop index rule_hit_live;
create index rule_hit_live on rule_hit (rule_id, hit_at, mention_id, undone_by, redone_by) where run_id is null;
