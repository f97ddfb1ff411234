-- What somebody of ours wants to be so of what a customer said: one row for liking, one for who can see it.
create table message_act (
    message_id bigint not null,
    liking     bigint not null,
    source_id  bigint not null,
    act        text   not null,
    state      text   not null,
    person_id  bigint,
    at         bigint not null,
    due_at     bigint not null,
    held_until bigint not null,
    tries      bigint not null,
    done       text,            -- what the network last said that it is so
    problem_de text,
    problem_en text,
    primary key (message_id, liking)
) without rowid;
create index message_act_due on message_act (due_at) where state = 'Waiting';
