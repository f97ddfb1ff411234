-- What was merged away is worked on where it went. Earlier versions let people go on with it here: it counted as open or
-- came back, and now nobody could close it any more.
update conversation set state = 5, active = 0, snoozed_until = null, due_at = 9223372036854775807, due_kind = null,
    warn_at = null, turn_at = null, look_at = null, closed_at = coalesce(closed_at, last_at), revision = revision + 1
where merged_into is not null and (active = 1 or snoozed_until is not null);
