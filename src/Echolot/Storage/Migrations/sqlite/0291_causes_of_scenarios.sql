-- Why somebody had to speak with us, as the scenario that speaks with them says.
alter table scenario_run add column cause text;
