-- Verdicts of mentions that are gone, and alerts on the silence of sources that are gone: from now on they go together.
delete from monitor_verdict where not exists (select 1 from mention m where m.id = monitor_verdict.mention_id);
delete from heard_mention where rule_id in (select id from alert_rule r where r.source_id is not null
    and not exists (select 1 from source s where s.id = r.source_id));
delete from firing where rule_id in (select id from alert_rule r where r.source_id is not null
    and not exists (select 1 from source s where s.id = r.source_id));
delete from alert_rule where source_id is not null and not exists (select 1 from source s where s.id = alert_rule.source_id);
