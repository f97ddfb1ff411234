-- A language model that suggests drafts; off until somebody switches it on.
create table drafting (
    id      bigint not null primary key,
    active  bigint not null,
    address text   not null,
    model   text   not null,
    secret  text                        -- encrypted
);
-- Who had a draft suggested; the text is nowhere.
create table drafting_log (
    id              bigint generated always as identity primary key,
    at              bigint not null,
    person_id       bigint,
    conversation_id bigint not null,
    endpoint        text   not null,
    model           text   not null,
    tokens_in       bigint,
    tokens_out      bigint,
    problem         text
);
