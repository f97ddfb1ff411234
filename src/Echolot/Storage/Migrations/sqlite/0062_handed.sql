-- Conversations that somebody was given and has not been told of yet.
create table handed (
    conversation_id integer primary key,
    person_id integer not null,
    by_id integer,
    at integer not null
);
