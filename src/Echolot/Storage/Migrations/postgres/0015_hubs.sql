-- How sources stand with the hubs that tell them of news (WebSub).
create table source_hub (
    source_id bigint primary key references source (id) on delete cascade,
    hub text not null,
    topic text not null,
    token text not null unique,
    secret text not null,
    verified bigint not null,
    asked_at bigint not null,
    tries bigint not null,
    lease_until bigint,
    last_at bigint,
    problem text
);
