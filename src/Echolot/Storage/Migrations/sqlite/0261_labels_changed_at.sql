-- When a label was changed last: by it one sees whether somebody was faster. 0: before this was kept.
alter table label add column changed_at bigint not null default 0;
