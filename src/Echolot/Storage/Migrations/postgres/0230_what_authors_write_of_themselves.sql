-- What authors write about themselves, where the network or an import says it; empty where they write nothing.
alter table author add column bio text;
