-- A rule can make a conversation of what it hits, answered by an account of ours.
alter table rule add column opens bigint not null default 0;
alter table rule add column voice_id bigint;
