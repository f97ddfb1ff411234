-- Rules, runs over many mentions, saved views. Times are unix milliseconds.
create table rule (
    id         bigint generated always as identity primary key,
    name       text   not null,
    position   bigint not null,
    active     bigint not null,
    stops      bigint not null,     -- later rules leave alone what this one hit
    condition  text   not null,     -- JSON
    changes    text   not null,     -- JSON
    hits       bigint not null,
    hit_at     bigint,
    created_at bigint not null,
    changed_at bigint not null,
    changed_by bigint
);

-- What a rule hit: once for each mention, so that a fact that comes twice counts once and a person's change stays.
create table rule_hit (
    rule_id    bigint not null,
    mention_id bigint not null,
    run_id     bigint,
    primary key (rule_id, mention_id)
);
create index rule_hit_mention on rule_hit (mention_id);
create index rule_hit_run on rule_hit (run_id) where run_id is not null;

create table run (
    id         bigint generated always as identity primary key,
    kind       text   not null,
    rule_id    bigint,
    undoes     bigint,
    person_id  bigint,
    filter     text   not null,     -- JSON
    changes    text   not null,     -- JSON
    state      text   not null,
    total      bigint not null,
    looked     bigint not null,
    changed    bigint not null,
    reached    bigint not null,
    problem    text,
    asked_at   bigint not null,
    changed_at bigint not null
);
create index run_undoes on run (undoes) where undoes is not null;

create table saved_view (
    id         bigint generated always as identity primary key,
    person_id  bigint,
    name       text   not null,
    filters    text   not null,     -- as in the address of the list
    shared     bigint not null,
    position   bigint not null
);
