-- Files that everybody of an incident gets: added for one (conversation 0), and bound to the answer that went out.
alter table reply_file add column incident_id bigint;
alter table reply_file add column incident_reply_id bigint;
create index reply_file_incident on reply_file (incident_id, incident_reply_id) where incident_id is not null;
create index reply_file_letter on reply_file (incident_reply_id) where incident_reply_id is not null;

-- Names of the files that whoever decided took out.
alter table approval_version add column dropped text;
