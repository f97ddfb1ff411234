-- Gaps that were read again, and reservations of rights found at the publishers of sources.
alter table source_gap add column fill text;
alter table source_gap add column fill_at integer;
alter table source_gap add column fill_count integer;
alter table source_gap add column fill_problem text;
create index source_gap_time on source_gap (to_at);

create table source_look (
    source_id integer primary key references source (id) on delete cascade,
    at integer not null,
    problem text
);

create table source_reservation (
    source_id integer not null references source (id) on delete cascade,
    kind text not null,
    address text not null,
    policy text,
    found_at integer not null,
    primary key (source_id, kind, address)
);
