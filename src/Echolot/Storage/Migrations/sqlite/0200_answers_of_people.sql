-- What a bot says answers nobody: when we answered last is when a person did.
update conversation set last_out_at = (select max(e.at) from conversation_event e
    where e.conversation_id = conversation.id and e.kind = 3 and coalesce(e.after, '') <> 'bot')
where id in (select conversation_id from conversation_event where kind = 3 and after = 'bot');
-- What was parted from another one while it was laid aside wakes.
update conversation set snoozed_until = last_at where state = 4 and snoozed_until is null and merged_into is null;
-- Routing looks once at what somebody has and has not answered; it knows whether it is to be given back.
update conversation set turn_at = last_at
where active = 1 and state in (0, 1) and assignee_id is not null and turn_at is null and merged_into is null
    and last_in_at > coalesce(last_out_at, 0);
