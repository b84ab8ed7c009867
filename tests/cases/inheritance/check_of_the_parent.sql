-- A check of the parent is its children's, unless it is NO INHERIT.
-- from
create table public.base (id integer, constraint gone check (id < 100), constraint changed check (id > 0));
create table public.child () inherits (public.base);
-- to
create table public.base (
    id integer,
    constraint added check (id < 50),
    constraint changed check (id > 0) no inherit,
    constraint alone check (id <> 7) no inherit
);
create table public.child () inherits (public.base);
