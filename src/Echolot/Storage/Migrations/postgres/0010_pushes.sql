-- Pushes that named an Idempotency-Key, with what became of each line; kept for a day.
create table push (
    source_id bigint not null,
    key text not null,
    body_hash text not null,
    -- One entry a line: outcome and id of the mention.
    outcome text not null,
    at bigint not null,
    primary key (source_id, key)
);
create index push_at on push (at);
