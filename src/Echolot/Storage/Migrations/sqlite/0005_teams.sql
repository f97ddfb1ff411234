create table workspace (
    id integer primary key check (id = 1),
    name text not null,
    time_zone text not null,
    language text not null,
    created_at integer not null
);

create table person (
    id integer primary key autoincrement,
    email text not null,
    -- Normalised address: two spellings of one mailbox are one account.
    email_key text not null unique,
    name text not null,
    role text not null,
    language text not null,
    time_zone text not null,
    theme text not null default 'system',
    active integer not null default 1,
    -- Null until the invitation is accepted.
    password_hash text,
    created_at integer not null,
    last_seen_at integer
);

create table session (
    id integer primary key autoincrement,
    person_id integer not null references person (id) on delete cascade,
    -- SHA-256 of the secret in the cookie: whoever reads the database cannot sign in with it.
    secret_hash text not null unique,
    device text not null,
    created_at integer not null,
    last_seen_at integer not null
);
create index session_person on session (person_id);

create table api_token (
    id integer primary key autoincrement,
    person_id integer not null references person (id) on delete cascade,
    name text not null,
    permissions integer not null,
    hint text not null,
    secret_hash text not null unique,
    created_at integer not null,
    expires_at integer,
    last_used_at integer
);
create index api_token_person on api_token (person_id);

create table password_link (
    id integer primary key autoincrement,
    person_id integer not null references person (id) on delete cascade,
    purpose text not null,
    secret_hash text not null unique,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
);
create index password_link_person on password_link (person_id);

create table sign_in_failure (
    -- Hash of the account or of the network address.
    key text primary key,
    failures integer not null,
    last_at integer not null
);
