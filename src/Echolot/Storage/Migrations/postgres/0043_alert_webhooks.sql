-- An alert calls any number of webhooks, their ids by comma, and each delivery names its own.
alter table alert_rule add column webhook_ids text not null default '';
update alert_rule set webhook_ids = cast(webhook_id as text) where webhook_id is not null;
alter table delivery add column webhook_id bigint references webhook (id) on delete set null;
update delivery set webhook_id = (select r.webhook_id from alert_rule r where r.id = delivery.rule_id)
where channel = 'Webhook' and (next_attempt_at is not null or claimed_at is not null);
create index delivery_webhook on delivery (webhook_id) where webhook_id is not null;
alter table alert_rule drop column webhook_id;
