-- How sources stand with the hubs that tell them of news (WebSub).
create table source_hub (
    source_id integer primary key references source (id) on delete cascade,
    hub text not null,
    topic text not null,
    token text not null unique,
    secret text not null,
    verified integer not null,
    asked_at integer not null,
    tries integer not null,
    lease_until integer,
    last_at integer,
    problem text
);
