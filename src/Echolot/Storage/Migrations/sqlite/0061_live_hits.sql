-- When a rule hit a mention, and which run took that back: what rules did as mentions came in can be undone by the time.
alter table rule_hit add column hit_at bigint not null default 0;
alter table rule_hit add column undone_by bigint;
update rule_hit set hit_at = coalesce((
    select max(h.at) from mention_history h
    where h.mention_id = rule_hit.mention_id and h.rule_id = rule_hit.rule_id and h.run_id is null), 0)
where run_id is null;
create index rule_hit_live on rule_hit (rule_id, hit_at, mention_id, undone_by) where run_id is null;
create index rule_hit_undone on rule_hit (undone_by) where undone_by is not null;
