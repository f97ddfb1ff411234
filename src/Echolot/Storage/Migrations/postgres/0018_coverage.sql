-- Gaps that were read again, and reservations of rights found at the publishers of sources.
alter table source_gap add column fill text;
alter table source_gap add column fill_at bigint;
alter table source_gap add column fill_count bigint;
alter table source_gap add column fill_problem text;
create index source_gap_time on source_gap (to_at);

create table source_look (
    source_id bigint primary key references source (id) on delete cascade,
    at bigint not null,
    problem text
);

create table source_reservation (
    source_id bigint not null references source (id) on delete cascade,
    kind text not null,
    address text not null,
    policy text,
    found_at bigint not null,
    primary key (source_id, kind, address)
);
