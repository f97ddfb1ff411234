-- Files being read in, and what became of their rows. Times are unix milliseconds.
create table import_job (
    id             bigint generated always as identity primary key,
    source_id      bigint not null,
    name           text   not null,  -- as the person named the file
    path           text   not null,
    attended       bigint not null,  -- 1: run by a command line, which resumes it itself
    reading        text   not null,  -- JSON: format, map, zone
    fingerprint    text   not null,
    file_bytes     bigint not null,
    done_bytes     bigint not null default 0,
    position       text,
    state          text   not null,
    problem        text,
    kept           bigint not null default 0,
    revised        bigint not null default 0,
    known          bigint not null default 0,
    not_wanted     bigint not null default 0,
    removed        bigint not null default 0,
    rejected       bigint not null default 0,
    rejected_path  text   not null,
    rejected_bytes bigint not null default 0,
    created_at     bigint not null,
    changed_at     bigint not null
);
create index import_job_file on import_job (source_id, fingerprint);
