-- How many replies were written while an item stood above them as a suggestion, and into how many of those it was put.
create table answer_offer (
    item_id bigint not null primary key,
    offered bigint not null,
    taken   bigint not null
);
