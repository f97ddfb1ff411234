-- Which entry of the list of left-out authors and sites a run hides or shows for, and whether an entry hides or ever did: what it
-- put aside is shown once it is taken out, unless something else keeps it aside.
alter table run add column exclusion_id bigint;
create index run_exclusion on run (exclusion_id) where exclusion_id is not null;
alter table mention_history add column exclusion_id bigint;
alter table exclusion add column hid bigint not null default 0;
update exclusion set hid = 1;
