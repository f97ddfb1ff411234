-- While figures of single colleagues are off, those of departments with fewer people are not told either.
alter table workspace add column smallest_group bigint not null default 5;
