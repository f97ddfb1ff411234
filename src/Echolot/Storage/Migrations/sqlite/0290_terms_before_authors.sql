-- SQLite reads a row from its front: words, which every overview shows, no longer stand behind a day's authors, which
-- are forty times as long.
alter table insight_day rename to insight_day_before;

create table insight_day (
    scope     bigint not null,
    day       bigint not null,
    stamp     bigint not null,      -- of the listings it was made from
    made_at   bigint not null,
    mentions  bigint not null,
    slots     blob   not null,
    channels  blob   not null,
    languages blob   not null,
    terms     blob   not null,
    authors   blob   not null,      -- last: the longest
    primary key (scope, day)
);

insert into insight_day (scope, day, stamp, made_at, mentions, slots, channels, languages, terms, authors)
select scope, day, stamp, made_at, mentions, slots, channels, languages, terms, authors from insight_day_before;

drop table insight_day_before;
