-- What comes in bulk is a sorted run of its own, which fills pages one after the other; single entries go into run 0.
insert into lookup (kind, hash, mention_id)
select kind, hash, mention_id from lookup_fresh where true order by kind, hash, mention_id on conflict (kind, hash, mention_id) do nothing;
drop table lookup_fresh;
create table lookup_fresh (
    run        bigint not null,
    kind       bigint not null,
    hash       bigint not null,
    mention_id bigint not null,
    primary key (run, kind, hash, mention_id)
) without rowid;
