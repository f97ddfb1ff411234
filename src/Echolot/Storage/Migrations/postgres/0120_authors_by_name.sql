-- Whoever types the beginning of a name gets the rest of it offered.
create index author_handle on author (lower(handle) text_pattern_ops) where handle is not null;
create index author_name on author (lower(name) text_pattern_ops) where name is not null;
