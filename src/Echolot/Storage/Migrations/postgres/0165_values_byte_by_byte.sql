-- Values are looked up by how they begin, which only an order byte by byte can say whatever the database's locale is.
create index mention_site_beginning on mention (site text_pattern_ops) where site is not null;
drop index mention_region;
create index mention_region on mention (region text_pattern_ops) where region is not null;
drop index mention_city;
create index mention_city on mention (city text_pattern_ops) where city is not null;
