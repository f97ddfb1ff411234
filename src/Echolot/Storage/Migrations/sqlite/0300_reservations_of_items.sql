-- Reservations that items of a source state: one example of a kind.
alter table source_reservation add column example integer not null default 0;
