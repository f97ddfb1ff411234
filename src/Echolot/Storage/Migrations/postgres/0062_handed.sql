-- Conversations that somebody was given and has not been told of yet.
create table handed (
    conversation_id bigint primary key,
    person_id bigint not null,
    by_id bigint,
    at bigint not null
);
