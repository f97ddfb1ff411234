-- Where mentions come from: a connector and one source of it.
create table channel (
    id        integer primary key,
    connector text not null,
    source    text not null,
    unique (connector, source)
);

-- Authors as their networks name them. The id is a hash of connector and external id: no round trip to learn it.
create table author (
    id            integer primary key,
    connector     text   not null,
    external_id   text   not null,
    handle        text,
    name          text,
    profile       text,
    followers     bigint,
    verified      bigint,
    is_bot        bigint,
    hidden        bigint not null default 0,
    hidden_reason text,
    seen_at       bigint not null
);

-- The id carries the time (milliseconds << 21), so the newest come last in the table and a time range is an id range.
create table mention (
    id                  integer primary key,
    key                 bigint not null,     -- hash of connector and external id; the external id itself decides
    channel_id          bigint not null,
    external_id         text   not null,
    local_id            text,
    revision            text   not null,
    revision_seen_at    bigint not null,
    revision_count      bigint not null,
    kind                bigint not null,
    visibility          bigint not null,
    origin              bigint not null,
    published_at        bigint not null,
    edited_at           bigint,
    seen_at             bigint not null,
    stored_at           bigint not null,
    clock_suspect       bigint not null,
    title               text,
    text                text   not null,
    url                 text,
    site                text,
    author_id           bigint not null,
    parent_id           text,
    root_id             text,
    quoted_id           text,
    language_declared   text,
    attachments         text,
    engagement          text,
    rating              double,
    language            text   not null,
    language_confidence double not null,
    sentiment           bigint not null,
    score               double not null,
    confidence          double not null,
    because             text,
    matches             text   not null,
    duplicate_group     bigint,
    hidden              bigint not null
);
create index mention_local on mention (local_id) where local_id is not null;
create index mention_channel on mention (channel_id, id);
create index mention_site on mention (site, id) where site is not null;
-- Most mentions are German or English: for those a walk through the newest finds enough at once.
create index mention_language on mention (language, id) where language not in ('de', 'en');

-- Finds mentions by hashes of identity (1), author (2) and group of duplicates (3, visible ones only). New entries go
-- into the small table and move over in bulk; readers ask both.
create table lookup (
    kind       bigint not null,
    hash       bigint not null,
    mention_id bigint not null,
    primary key (kind, hash, mention_id)
) without rowid;
create table lookup_fresh (
    kind       bigint not null,
    hash       bigint not null,
    mention_id bigint not null,
    primary key (kind, hash, mention_id)
) without rowid;

-- Visible mentions under each monitor, and all of them under monitor 0, with what lists filter by: narrow rows in the
-- order in which lists show them.
create table listing (
    monitor_id bigint not null,
    mention_id bigint not null,
    channel_id bigint not null,
    language   text   not null,
    sentiment  bigint not null,
    kind       bigint not null,
    primary key (monitor_id, mention_id)
) without rowid;

-- How many listings there are, by UTC day: counts and facets add these up instead of walking through a million rows.
create table tally (
    monitor_id bigint not null,
    day        bigint not null,
    channel_id bigint not null,
    language   text   not null,
    sentiment  bigint not null,
    kind       bigint not null,
    count      bigint not null,
    primary key (monitor_id, day, channel_id, language, sentiment, kind)
) without rowid;

-- The same by monitor and day alone: hundreds of rows instead of hundreds of thousands where nothing else is asked.
create table tally_total (
    monitor_id bigint not null,
    day        bigint not null,
    count      bigint not null,
    primary key (monitor_id, day)
) without rowid;

create table mention_revision (
    mention_id bigint not null,
    revision   text   not null,
    seen_at    bigint not null,
    edited_at  bigint,
    title      text,
    text       text   not null,
    primary key (mention_id, revision)
) without rowid;

-- What the source sent, for proof and repair; kept for a short time of its own.
create table mention_raw (
    mention_id integer primary key,
    at         bigint not null,
    html       text,
    json       text
);
create index mention_raw_at on mention_raw (at);

create table mention_tag (
    tag        text   not null,
    mention_id bigint not null,
    primary key (tag, mention_id)
) without rowid;
create index mention_tag_mention on mention_tag (mention_id);

-- Deleted items and erased authors, as keyed hashes: enough to keep them away, not enough to tell who they were.
create table tombstone (
    hash   text   primary key,
    at     bigint not null,
    until  bigint,            -- null: for good
    reason text   not null
) without rowid;
create index tombstone_until on tombstone (until) where until is not null;

create table archive_key (
    name  text primary key,
    value text not null
) without rowid;

-- Folded words only, no text. The ascii tokenizer takes every letter beyond ASCII as part of a word, so the words stay
-- as folding made them.
create virtual table mention_words using fts5 (words, content='', contentless_delete=1, tokenize='ascii');
