-- Thousands are taken out and put back in portions: each portion begins where the one before ended.
create index leftover_listed on leftover (monitor_id, mention_id) where taken is null;
create index leftover_taken on leftover (monitor_id, mention_id) where taken is not null;
