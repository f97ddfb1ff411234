-- How every alert is doing is read out of these alone, and the newest firings of one without the others.
create index firing_rule on firing (rule_id, id);
create index firing_standing on firing (rule_id, verdict, told, acknowledged_at);
