-- The smallest group is lowered by two people with different roles, like figures of single colleagues are switched on; since when
-- an account holds its role with a password of its own decides who may be the second.
create table smallest_group_request (
    id       bigint not null primary key check (id = 1),
    asked_at bigint not null,
    asked_by bigint not null,
    role     text   not null,
    people   bigint not null
);
alter table person add column role_since bigint not null default 0;
update person set role_since = created_at;
