-- Searches that somebody wants to come back to; shared ones are everybody's to use. Times are unix milliseconds.
create table saved_search (
    id bigint primary key generated always as identity,
    name text not null,
    filter text not null,        -- as it stands behind the question mark of the search's address
    note text,
    owner_id bigint,            -- null: the owner has left; the search is shared
    shared bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index saved_search_owner on saved_search (owner_id);
