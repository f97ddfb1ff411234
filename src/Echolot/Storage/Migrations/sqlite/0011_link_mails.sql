-- Mails with a link to set a password: the last one of a kind to each person. The link itself is made when the mail is
-- sent and stands nowhere but in the mail; the database keeps its hash (password_link).
create table link_mail (
    person_id integer not null,
    -- 'given' by an administrator, or 'asked' for on the sign-in page.
    kind text not null,
    asked_by integer,
    asked_at integer not null,
    state text not null,
    attempts integer not null,
    next_attempt_at integer,
    -- Set while a try is on its way: a crash leaves it behind, and then the outcome is unknown.
    claimed_at integer,
    done_at integer,
    problem text,
    primary key (person_id, kind)
);
