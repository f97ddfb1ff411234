-- Which story a mention tells, and why; a mention that stands alone has no row. A story is known by its first mention.
create table story_mention (
    mention_id bigint primary key,
    story      bigint not null,
    reason     bigint not null,
    with_id    bigint,              -- mention that it was joined by
    share      double precision               -- of what both texts say, where texts decided
);
create index story_mention_story on story_mention (story, mention_id);

-- What stories are recognised by, as hashes: pieces of texts, links, threads. Kept for a week.
create table story_mark (
    hash       bigint not null,
    mention_id bigint not null,
    primary key (hash, mention_id)
);
create index story_mark_mention on story_mark (mention_id);
