-- What somebody without an account is asked about an incident, and what they answer.
create table enquiry (
    id          bigint generated always as identity primary key,
    incident_id bigint not null,
    name        text   not null,
    mail        text   not null,
    language    text   not null,
    question    text   not null,
    cause       text,                   -- as it was sent along; null: not
    customers   bigint,                 -- the same
    examples    text   not null,        -- the same; empty: not
    asked_at    bigint not null,
    asked_by    bigint,
    answer_by   bigint not null,
    answer      bigint,                 -- kind; null: none yet
    fix_on      text,                   -- day that was promised
    words       text   not null,
    answered_at bigint,
    told_at     bigint not null,        -- the last moment about which somebody was told
    remind_at   bigint,                 -- the next one; null: none
    expires_at  bigint not null,
    ended_at    bigint
);
create index enquiry_of on enquiry (incident_id, id);
create index enquiry_remind on enquiry (remind_at) where remind_at is not null;
create table enquiry_step (
    id         bigint generated always as identity primary key,
    enquiry_id bigint not null,
    at         bigint not null,
    kind       bigint not null,
    person_id  bigint,
    answer     bigint,
    fix_on     text,
    words      text   not null
);
create index enquiry_step_of on enquiry_step (enquiry_id, id);
create table enquiry_link (
    secret_hash text   not null primary key,
    enquiry_id  bigint not null,
    made_at     bigint not null
);
create index enquiry_link_of on enquiry_link (enquiry_id);

-- Mails with a link to people without an account, whatever it leads to. The link itself is made when the mail is sent.
create table outside_mail (
    kind            text   not null,
    about_id        bigint not null,
    asked_at        bigint not null,
    state           text   not null,
    attempts        bigint not null,
    next_attempt_at bigint,
    claimed_at      bigint,             -- while a try is on its way; left behind by a crash
    done_at         bigint,
    problem         text,
    primary key (kind, about_id)
);
insert into outside_mail (kind, about_id, asked_at, state, attempts, next_attempt_at, claimed_at, done_at, problem)
    select 'approval', link_id, asked_at, state, attempts, next_attempt_at, claimed_at, done_at, problem from approval_mail;
drop table approval_mail;
create index outside_mail_waiting on outside_mail (next_attempt_at) where next_attempt_at is not null;
