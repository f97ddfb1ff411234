-- The incident that marked a fix; null: somebody did by hand.
alter table cause_fix add column incident_id bigint;
create index cause_fix_incident on cause_fix (incident_id) where incident_id is not null;
