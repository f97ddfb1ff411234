-- Mentions that an earlier version of a monitor found and the present one no longer finds. Those that were
-- taken out keep their match, which puts them back.
create table leftover (
    monitor_id bigint not null references monitor (id) on delete cascade,
    mention_id bigint not null,
    taken text,
    primary key (monitor_id, mention_id)
);
create index leftover_mention on leftover (mention_id);

-- Every mention of the monitor with this id or a higher one has been judged by the present version; 0 at the end.
alter table backfill add column judged bigint not null default 9223372036854775807;
-- 1: leftovers are being taken out; 2: they are being put back.
alter table backfill add column moving bigint not null default 0;
