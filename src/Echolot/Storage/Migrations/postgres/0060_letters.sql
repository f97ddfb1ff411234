-- Answers to everybody that wait for an approval, and why findings were overruled for all of them.
alter table incident_sent add column approval_id bigint;
create index incident_sent_approval on incident_sent (approval_id) where approval_id is not null;
alter table incident_reply add column reason text;
-- What waited until now said so in words: its approval is the first that was asked for there after the answer was written.
update incident_sent set problem = null, approval_id = (
        select min(a.id) from approval a join incident_reply r on r.id = incident_sent.reply_id
        where a.conversation_id = incident_sent.conversation_id and a.created_at >= r.made_at
            and coalesce(a.author_id, 0) = coalesce(r.made_by, 0))
    where problem = 'It waits for an approval.';
