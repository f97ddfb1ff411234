-- Stretches of minutes that were left out of what was usual, because nothing could come in them: from-to, separated by commas.
alter table firing add column left_out text not null default '';
