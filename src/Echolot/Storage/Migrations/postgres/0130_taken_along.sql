-- What a conversation took along into the one that it became part of, beside what was said, so that parting brings it back.
create table taken_along (
    merged_id bigint not null,
    what      text   not null,  -- label, field, link, cause, incident, scenario or file
    ref       bigint not null,  -- which one
    value     text,             -- the cause
    primary key (merged_id, what, ref)
);
