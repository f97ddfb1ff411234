-- Single keys do nothing for whoever speaks to the computer or hits them by mistake.
alter table person add column keys_off bigint not null default 0;
