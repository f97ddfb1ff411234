-- An alert tells whoever is on call, and calls them one after the other.
alter table alert_rule add column also_on_duty bigint not null default 0;
alter table alert_rule add column escalate_on_duty bigint not null default 0;
-- Between two steps; null: as the rota has it.
alter table rota_call add column minutes bigint;
