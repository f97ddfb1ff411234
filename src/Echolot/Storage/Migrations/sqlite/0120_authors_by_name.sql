-- Whoever types the beginning of a name gets the rest of it offered.
create index author_handle on author (lower(handle)) where handle is not null;
create index author_name on author (lower(name)) where name is not null;
