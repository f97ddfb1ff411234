-- Webhooks that workflows call about a conversation; none of its words and nobody's name.
create table workflow_call (
    key             text   not null primary key,  -- the same over every try, so that a receiver drops a second copy
    webhook_id      bigint not null,
    conversation_id bigint not null,
    workflow_id     bigint not null,
    workflow        text   not null,              -- its name then
    occasion        text   not null,
    asked_at        bigint not null,
    state           text   not null,
    attempts        bigint not null,
    next_attempt_at bigint,
    claimed_at      bigint,                       -- while a try is on its way; left behind by a crash
    done_at         bigint,
    problem         text
);
create index workflow_call_waiting on workflow_call (next_attempt_at) where next_attempt_at is not null;
create index workflow_call_of on workflow_call (conversation_id, asked_at);
create index workflow_call_done on workflow_call (done_at) where done_at is not null;
