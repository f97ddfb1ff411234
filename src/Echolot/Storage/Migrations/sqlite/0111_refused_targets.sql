-- What a source of several things is refused, with the reason of each, as JSON; the others are read.
alter table source_state add column refused text;
