-- Where sources say that mentions come from. The indexes list the known regions and cities for whoever writes a query.
alter table mention add column country text;
alter table mention add column region text;
alter table mention add column city text;
create index mention_region on mention (region) where region is not null;
create index mention_city on mention (city) where city is not null;
