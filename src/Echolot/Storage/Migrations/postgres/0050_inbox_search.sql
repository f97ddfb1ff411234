-- What the search of the inbox looks in, by stretches of three letters.
create function text_grams(value text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(s.low, i, 3)), '{}')
    from (select lower(value) as low) s, generate_series(1, length(s.low) - 2) i
$$;
create index message_grams on message using gin (text_grams(text));
create index identity_grams on identity using gin (text_grams(coalesce(name, '') || chr(10) || coalesce(handle, '')));
create index conversation_grams on conversation using gin (text_grams(subject)) where subject <> '';
