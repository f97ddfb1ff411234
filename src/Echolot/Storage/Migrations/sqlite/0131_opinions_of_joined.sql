-- People were joined and parted, and what they said of us stayed with whom they had been.
update opinion set contact_id = (select c.contact_id from conversation c where c.id = opinion.conversation_id)
where exists (select 1 from conversation c where c.id = opinion.conversation_id and c.contact_id <> opinion.contact_id);
