-- What labels that were removed or merged were and what they stood on, so that they can be taken back for a while.
create table label_removal (
    id        bigint generated always as identity primary key,
    at        bigint not null,
    path      text   not null,
    -- What it was merged into; null: it was removed.
    into_path text,
    labels    bigint not null,
    mentions  bigint not null
);
create table label_before (
    removal_id  bigint not null,
    label_id    bigint not null,
    category    bigint not null,
    parent_id   bigint,
    name        text   not null,
    color       text   not null,
    merged_into bigint,
    primary key (removal_id, label_id)
);
-- Where labels stood; added: where only the merging put the other label.
create table label_before_mention (
    removal_id bigint not null,
    label_id   bigint not null,
    mention_id bigint not null,
    added      bigint not null,
    primary key (removal_id, label_id, mention_id)
);
create index label_before_mention_of on label_before_mention (mention_id);
