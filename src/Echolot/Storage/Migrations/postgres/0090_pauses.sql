-- When a monitor or a source stood still because somebody paused it; without an end: until now.
create table monitor_pause (
    id bigint generated always as identity primary key,
    monitor_id bigint not null references monitor (id) on delete cascade,
    from_at bigint not null,
    to_at bigint
);
create index monitor_pause_monitor on monitor_pause (monitor_id, from_at);
create table source_pause (
    id bigint generated always as identity primary key,
    source_id bigint not null references source (id) on delete cascade,
    from_at bigint not null,
    to_at bigint
);
create index source_pause_source on source_pause (source_id, from_at);

-- When those began that last is known from the last that happened.
insert into monitor_pause (monitor_id, from_at) select id, changed_at from monitor where paused = 1;
insert into source_pause (source_id, from_at)
select s.id, coalesce(t.last_contact_at, s.created_at) from source s left join source_state t on t.source_id = s.id
where s.paused = 1;
