-- What answers a message, for the tree of comments.
create index message_parent on message (connector, parent_id) where parent_id is not null;
