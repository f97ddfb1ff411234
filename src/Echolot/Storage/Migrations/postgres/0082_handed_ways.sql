-- How somebody is told, beside the screen, that conversations are theirs now; no row: by push where they have a browser, not by mail.
create table handed_way (
    person_id bigint not null primary key,
    push      bigint not null,
    mail      bigint not null
);
-- Who gave them.
alter table duty_message add column by_id bigint;
