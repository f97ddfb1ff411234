-- Both halves of a hand-over wait together: the private words beside the public ones, who says them, and where a link to a chat leads.
alter table approval add column private_text text;
alter table approval add column private_voice bigint;
alter table approval add column chat_site text;
alter table approval_version add column private_text text;
