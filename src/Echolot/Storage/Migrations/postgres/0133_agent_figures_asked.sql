-- Figures of single colleagues are switched on by two people with different roles: one asks, the other confirms.
create table agent_figures_request (
    id        bigint not null primary key check (id = 1),
    asked_at  bigint not null,
    asked_by  bigint not null,
    role      text   not null,
    agreement text   not null
);
