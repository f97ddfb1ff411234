-- Accounts of one person: each knows where it was before two contacts were made one; keys find who may be the same.
alter table identity add column home_id bigint;
alter table identity add column handle_key text;
alter table identity add column name_key text;
update identity set name_key = lower(trim(name)), handle_key = lower(trim(handle, '@ '));
create index identity_handle on identity (handle_key) where handle_key is not null;
create index identity_name on identity (name_key) where name_key is not null;
create index identity_profile on identity (profile) where profile is not null;
create index conversation_identity on conversation (identity_id);
