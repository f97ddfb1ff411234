-- 0191 took alerts on the silence of sources that are gone, and what they had found. Nobody on call is told of it any more.
update delivery set state = 'Failed', done_at = next_attempt_at, next_attempt_at = null, problem = 'The rule was removed.'
    where next_attempt_at is not null and rule_id > 0 and not exists (select 1 from alert_rule r where r.id = delivery.rule_id);
update duty_message set state = 'Failed', done_at = next_attempt_at, next_attempt_at = null, problem = 'The rule was removed.'
    where next_attempt_at is not null and subject = 'Firing' and not exists (select 1 from firing f where f.id = duty_message.subject_id);
update rota_call set state = 'Over', ended_at = coalesce(next_at, opened_at), next_at = null
    where state = 'Open' and subject = 'Firing' and not exists (select 1 from firing f where f.id = rota_call.subject_id);
