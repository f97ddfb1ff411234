-- What was put aside, or shown again, of the mentions of a period: counting again what an overview or an alert counted then asks for it.
create index mention_history_hidden on mention_history (mention_id, at) where field = 6;
