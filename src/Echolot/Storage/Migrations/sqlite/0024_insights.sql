-- Changes with every change of a monitor's listings of a day, so that sums kept elsewhere know whether they still hold.
alter table tally_total add column stamp bigint not null default 0;

-- What a scope (a monitor, everything, or a set of monitors) has on one day of the workspace's clock, made from the
-- listings: quarter hours by sentiment, sources, languages, authors and terms, packed.
create table insight_day (
    scope     bigint not null,
    day       bigint not null,
    stamp     bigint not null,      -- of the listings it was made from
    made_at   bigint not null,
    mentions  bigint not null,
    slots     blob   not null,
    channels  blob   not null,
    languages blob   not null,
    authors   blob   not null,
    terms     blob   not null,
    primary key (scope, day)
);
