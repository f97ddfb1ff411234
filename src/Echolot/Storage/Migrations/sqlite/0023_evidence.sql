-- Mentions as they were at a moment, each as a file that proves itself.
create table evidence (
    id         integer primary key autoincrement,
    mention_id bigint not null,
    connector  text   not null,
    author_id  text   not null,
    person_id  bigint,
    at         bigint not null,
    url        text,
    status     bigint,
    problem    text,
    sha256     text   not null,
    size       bigint not null,
    file       blob   not null
);
create index evidence_mention on evidence (mention_id);
create index evidence_author on evidence (connector, author_id);
