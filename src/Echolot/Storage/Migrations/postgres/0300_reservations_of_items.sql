-- Reservations that items of a source state: one example of a kind.
alter table source_reservation add column example bigint not null default 0;
