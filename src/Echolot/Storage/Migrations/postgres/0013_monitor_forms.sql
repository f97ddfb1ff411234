-- In which forms a monitor's query finds words where it does not say so itself.
alter table monitor add column forms text not null default 'AsTyped';
alter table monitor_version add column forms text not null default 'AsTyped';
