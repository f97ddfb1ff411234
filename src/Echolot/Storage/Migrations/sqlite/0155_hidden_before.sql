-- What earlier versions hid for an entry of the list had no mark of it, and would stay hidden once the entry is taken out. Their runs
-- began with the entry and name its host or author; runs go after 90 days, then what they did tells it.
update run set exclusion_id = (
        select e.id from exclusion e where e.hid = 1 and run.asked_at between e.at and e.at + 60000
            and instr(run.filter, '"' || e.value || '"') + instr(run.filter, '"www.' || e.value || '"') > 0 order by e.id limit 1)
    where exclusion_id is null and kind = 'Bulk' and rule_id is null;
update mention_history set exclusion_id = coalesce(
        (select r.exclusion_id from run r where r.id = mention_history.run_id),
        (select e.id from exclusion e join mention m on m.id = mention_history.mention_id join author a on a.id = m.author_id
            where e.mode = 'Hide' and mention_history.at >= e.at
                and not exists (select 1 from run r where r.id = mention_history.run_id)
                and (e.kind = 'Site' and m.site in (e.value, 'www.' || e.value)
                    or e.kind = 'Author' and a.connector = e.connector and a.external_id = e.value)
            order by e.id limit 1))
    where field = 6 and after = 1 and run_id is not null and rule_id is null and exclusion_id is null;
