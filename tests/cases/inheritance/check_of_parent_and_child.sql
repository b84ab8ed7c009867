-- A check that parent and child both get is merged.
-- from
create table public.base (id integer, constraint gone check (id < 100));
create table public.child (constraint gone check (id < 100)) inherits (public.base);
-- to
create table public.base (id integer, constraint added check (id > 0));
create table public.child (constraint added check (id > 0)) inherits (public.base);
