-- What programs asked for under an Idempotency-Key within the last day.
create table asked_once (
    person_id bigint not null,
    place     text   not null,  -- what, of which conversation
    key       text   not null,
    words     text   not null,  -- SHA-256 of all that was asked
    outcome   bigint,           -- the id that was answered; null: under way, or not known
    at        bigint not null,
    primary key (person_id, place, key)
);
create index asked_once_at on asked_once (at);
