-- Since when a publisher cannot be looked at for reservations.
alter table source_look add column since integer;
