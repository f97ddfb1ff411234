-- Of the window of a firing only so many of the newest posts were weighed to find those that pushed it; null: all of them.
alter table firing add column weighed_newest integer;
-- Until now it was the newest 200.
update firing set weighed_newest = 200
where kind in ('Threshold', 'Percent', 'Deviation', 'Seasonal') and total > 200
    or kind = 'SentimentShare' and observed * total > 20050;
