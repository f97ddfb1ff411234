-- Replies that may not go out before somebody has approved them, the way they go, and what the checks know of us.
create table approval_rule (
    id         integer primary key autoincrement,
    position   bigint not null,
    body       text   not null,         -- JSON
    changed_at bigint not null,
    changed_by bigint
);
create table approval (
    id              integer primary key autoincrement,
    conversation_id bigint not null,
    author_id       bigint,
    leg             bigint not null,
    reply_to        bigint,
    next_state      bigint,
    send_at         bigint,
    voice           bigint,
    text            text   not null,
    state           bigint not null,    -- 1 waiting, 2 sent back, 3 approved, 4 withdrawn
    tier            bigint not null,
    tiers           text   not null,    -- JSON, as the rules were when it began
    why             text   not null,    -- JSON
    reason          text,
    items           text,               -- JSON
    due_at          bigint,             -- null: the last step is over, and everybody who may decides
    created_at      bigint not null,
    changed_at      bigint not null,
    revision        bigint not null,
    merged_from     bigint              -- the conversation that it came from when that became part of this one
);
create index approval_conversation on approval (conversation_id, id);
create index approval_waiting on approval (due_at, id) where state = 1;
create table approval_version (
    id          integer primary key autoincrement,
    approval_id bigint not null,
    at          bigint not null,
    step        bigint not null,
    tier        bigint not null,
    person_id   bigint,
    outside     text,
    text        text   not null,
    remark      text
);
create index approval_version_of on approval_version (approval_id, id);
create table approval_link (
    id          integer primary key autoincrement,
    approval_id bigint not null,
    tier        bigint not null,
    name        text   not null,
    mail        text   not null,
    language    text   not null,
    secret_hash text,                   -- null until the mail is sent
    created_at  bigint not null,
    expires_at  bigint not null,
    used_at     bigint
);
create unique index approval_link_secret on approval_link (secret_hash) where secret_hash is not null;
create index approval_link_of on approval_link (approval_id);

-- Mails with a link to approve. The link itself is made when the mail is sent.
create table approval_mail (
    link_id         bigint primary key,
    asked_at        bigint not null,
    state           text   not null,
    attempts        bigint not null,
    next_attempt_at bigint,
    claimed_at      bigint,             -- while a try is on its way; left behind by a crash
    done_at         bigint,
    problem         text
);
create index approval_mail_waiting on approval_mail (next_attempt_at) where next_attempt_at is not null;

create table check_setting (
    id         bigint primary key,
    body       text   not null,         -- JSON
    changed_at bigint not null,
    changed_by bigint
);
