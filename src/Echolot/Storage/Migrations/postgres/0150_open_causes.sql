-- What is open of a cause is counted without reading the conversations, and nothing that is done.
create index conversation_cause_open on conversation (cause, due_at, id, state, assignee_id, department_id, connector)
    where active = 1 and cause is not null;
