-- Its opening was taken back: nobody sees it any more, and once its conversations have left it, it is gone.
alter table incident add column undone_at bigint;
create index incident_undone on incident (undone_at) where undone_at is not null;
