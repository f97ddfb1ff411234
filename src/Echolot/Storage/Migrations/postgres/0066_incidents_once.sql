-- The same form sent twice is one answer.
alter table incident_reply add column once text;
create unique index incident_reply_once on incident_reply (once) where once is not null;
-- Until then the opening from a proposal can be taken back; null: something was done with the incident.
alter table incident add column undo_until bigint;
-- Opened twice at the same time, a proposal is one incident.
create unique index incident_opened on incident (term, title) where undo_until is not null;
