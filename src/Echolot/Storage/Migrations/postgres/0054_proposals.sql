-- What customers of an incident said, where it was opened from a proposal.
alter table incident add column term text;

-- Proposals that somebody put aside, until clearly more customers say it.
create table dismissed_proposal (
    id        bigint generated always as identity primary key,
    term      text   not null unique,
    written   text   not null,
    reason    text   not null,
    customers bigint not null,
    at        bigint not null,
    person_id bigint
);
