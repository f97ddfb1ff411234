-- Some networks name what was answered or deleted by an id that only one instance knows.
create index message_local on message (connector, local_id) where local_id is not null;
