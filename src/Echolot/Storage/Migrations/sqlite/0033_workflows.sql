-- Workflows of the care desk, what they did and why. Times are unix milliseconds.
create table workflow (
    id          integer primary key autoincrement,
    name        text   not null,
    folder      text   not null,
    position    bigint not null,
    active      bigint not null,
    stops       bigint not null,        -- later ones leave alone what this one held for
    starts_on   bigint not null,
    minutes     bigint,
    calendar_id bigint,                 -- minutes of its open time; null: by the clock on the wall
    condition   text   not null,        -- JSON
    actions     text   not null,        -- JSON
    hits        bigint not null,
    hit_at      bigint,
    created_at  bigint not null,
    changed_at  bigint not null,
    changed_by  bigint
);

-- What a workflow held for, once for each occasion: a fact that comes twice does nothing twice.
create table workflow_hit (
    workflow_id     bigint not null,
    conversation_id bigint not null,
    occasion        text   not null,    -- r and a revision, or t and a moment
    at              bigint not null,
    primary key (workflow_id, conversation_id, occasion)
) without rowid;
create index workflow_hit_conversation on workflow_hit (conversation_id, at);

-- Which workflows were tried for a conversation, which held, and what failed.
create table workflow_try (
    id              integer primary key autoincrement,
    conversation_id bigint not null,
    occasion        text   not null,
    at              bigint not null,
    starts_on       text   not null,    -- JSON
    tried           text   not null     -- JSON
);
create unique index workflow_try_occasion on workflow_try (conversation_id, occasion);

-- When workflows look at it because time has passed.
alter table conversation add column look_at bigint;
create index conversation_look on conversation (look_at) where look_at is not null;
-- 1: workflows leave it alone.
alter table conversation add column workflows_off bigint not null default 0;
