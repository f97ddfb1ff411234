-- How often a gap was read again: by itself a few times only.
alter table source_gap add column fill_tries bigint not null default 0;
