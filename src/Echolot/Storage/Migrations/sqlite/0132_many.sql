-- Changes to many conversations that go on in the background, and how each of them was before, so that they can be taken back.
create table many_run (
    id       integer primary key autoincrement,
    asked_at bigint not null,
    asked_by bigint,
    sight    text   not null,   -- JSON: whose eyes saw what is changed
    change   text   not null,   -- JSON
    total    bigint not null,
    why      text,              -- the first refusal
    state    bigint not null    -- 1 running, 2 done, 3 being taken back, 4 taken back
);
create index many_run_going on many_run (state) where state in (1, 3);
create index many_run_of on many_run (asked_by, asked_at);
create table many_item (
    run_id          bigint not null,
    conversation_id bigint not null,
    state           bigint not null,  -- 0 to be changed, 1 changed, 2 refused, 3 taken back
    before          text,             -- JSON
    primary key (run_id, conversation_id)
) without rowid;
create index many_item_open on many_item (run_id, state, conversation_id);
