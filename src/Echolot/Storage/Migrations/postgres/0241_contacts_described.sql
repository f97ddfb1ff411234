-- What colleagues write down of a person outside; home_id is the contact that it was written of before two became one.
create table contact_note (
    id         bigint generated always as identity primary key,
    contact_id bigint not null,
    home_id    bigint,
    text       text   not null,
    at         bigint not null,
    person_id  bigint
);
create index contact_note_of on contact_note (contact_id, id);

create table contact_label (
    contact_id bigint not null,
    label_id   bigint not null,
    primary key (contact_id, label_id)
);

-- Why somebody is kept, where it is another reason than that of the channel.
create table contact_basis (
    contact_id bigint primary key,
    basis      bigint not null,
    keeps      text   not null,
    since      text   not null,
    until      text,
    changed_at bigint not null,
    changed_by bigint
);
