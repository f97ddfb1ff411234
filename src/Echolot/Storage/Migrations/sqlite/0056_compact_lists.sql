-- How close together the rows of somebody's work lists stand.
alter table person add column compact_lists bigint not null default 0;
