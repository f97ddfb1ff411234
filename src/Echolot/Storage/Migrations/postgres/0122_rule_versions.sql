-- What a rule asked for and did each time it was saved, and who saved it.
create table rule_version (
    rule_id    bigint not null,
    version    bigint not null,
    name       text   not null,
    active     bigint not null,
    stops      bigint not null,
    condition  text   not null,
    changes    text   not null,
    opens      bigint not null,
    voice_id   bigint,
    changed_at bigint not null,
    changed_by bigint,
    primary key (rule_id, version)
);
insert into rule_version (rule_id, version, name, active, stops, condition, changes, opens, voice_id, changed_at, changed_by)
select id, 1, name, active, stops, condition, changes, opens, voice_id, changed_at, changed_by from rule;
