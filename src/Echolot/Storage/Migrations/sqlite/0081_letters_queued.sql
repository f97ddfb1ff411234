-- Letters to everybody of an incident that have still to be handed to the outbox, and in whose name.
alter table incident_sent add column queued_at bigint;
alter table incident_sent add column by_id bigint;
alter table incident_sent add column may_send bigint;
create index incident_sent_queued on incident_sent (reply_id, conversation_id) where queued_at is not null;
