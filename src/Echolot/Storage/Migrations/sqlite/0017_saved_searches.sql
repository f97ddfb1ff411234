-- Searches that somebody wants to come back to; shared ones are everybody's to use. Times are unix milliseconds.
create table saved_search (
    id integer primary key autoincrement,
    name text not null,
    filter text not null,        -- as it stands behind the question mark of the search's address
    note text,
    owner_id integer,            -- null: the owner has left; the search is shared
    shared integer not null,
    created_at integer not null,
    changed_at integer not null
);
create index saved_search_owner on saved_search (owner_id);
