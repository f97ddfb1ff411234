-- Pictures that people added to evidence, each with its checksum.
create table evidence_shot (
    id          bigint generated always as identity primary key,
    evidence_id bigint not null,
    type        text   not null,
    person_id   bigint,
    at          bigint not null,
    sha256      text   not null,
    size        bigint not null,
    file        bytea   not null
);
create index evidence_shot_of on evidence_shot (evidence_id, id);
