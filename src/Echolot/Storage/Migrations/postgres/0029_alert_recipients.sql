-- Who is told beside the owner of an alert: people and roles by comma, addresses without an account by line.
alter table alert_rule add column also_people text not null default '';
alter table alert_rule add column also_roles text not null default '';
alter table alert_rule add column addresses text not null default '';
