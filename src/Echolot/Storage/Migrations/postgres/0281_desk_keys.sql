-- Keys of the care desk that somebody has put elsewhere, as JSON: the key as it is shipped, and theirs.
alter table person add column desk_keys text;
