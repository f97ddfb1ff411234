-- What people and rules make of mentions. Most mentions are never touched, so it lies beside them.

-- Sentiment by hand; null: the machine's verdict in the column beside it stands. An edit or a new analysis keeps it.
alter table mention add column sentiment_set bigint;

create table mention_state (
    mention_id  bigint primary key,
    flagged     bigint not null,
    verdict     bigint not null,     -- 0 not checked, 1 relevant, 2 noise
    assigned_to bigint,
    assigned_at bigint
);
create index mention_state_flagged on mention_state (mention_id) where flagged = 1;
create index mention_state_verdict on mention_state (verdict, mention_id) where verdict <> 0;
create index mention_state_assigned on mention_state (assigned_to, mention_id) where assigned_to is not null;

-- What each person has read.
create table mention_read (
    person_id  bigint not null,
    mention_id bigint not null,
    primary key (person_id, mention_id)
);
create index mention_read_mention on mention_read (mention_id);

-- Free labels and the tree of categories. A label that was merged stays, so that what names it still leads somewhere.
create table label (
    id          bigint generated always as identity primary key,
    category    bigint not null,
    parent_id   bigint,
    name        text   not null,
    color       text   not null,
    merged_into bigint
);
create unique index label_name on label (category, coalesce(parent_id, 0), name) where merged_into is null;

create table mention_label (
    label_id   bigint not null,
    mention_id bigint not null,
    primary key (label_id, mention_id)
);
create index mention_label_mention on mention_label (mention_id);

insert into label (category, name, color) select 0, tag, 'slate' from mention_tag group by tag;
insert into mention_label (label_id, mention_id)
    select l.id, t.mention_id from mention_tag t join label l on l.name = t.tag;
drop table mention_tag;

-- Who or what changed what, with the value before: a mention explains itself, and a run can be undone.
create table mention_history (
    id         bigint generated always as identity primary key,
    mention_id bigint not null,
    at         bigint not null,
    field      bigint not null,
    before     bigint,
    after      bigint,
    person_id  bigint,
    rule_id    bigint,
    run_id     bigint
);
create index mention_history_mention on mention_history (mention_id, id);
create index mention_history_run on mention_history (run_id, id) where run_id is not null;

create table note (
    id         bigint generated always as identity primary key,
    mention_id bigint not null,
    person_id  bigint,
    at         bigint not null,
    text       text   not null
);
create index note_mention on note (mention_id);
