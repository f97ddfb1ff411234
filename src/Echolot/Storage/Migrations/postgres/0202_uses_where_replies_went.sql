-- Items that a reply was made of stand where the reply went, by merging or splitting.
create index answer_use_message on answer_use (message_id);
update answer_use set conversation_id = (select m.conversation_id from message m where m.id = answer_use.message_id)
where exists (select 1 from message m where m.id = answer_use.message_id and m.conversation_id <> answer_use.conversation_id);
