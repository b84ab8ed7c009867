-- A column that parent and child both get is added once.
-- from
create table public.base (id integer);
create table public.child () inherits (public.base);
-- to
create table public.base (id integer, note text);
create table public.child (note text default 'x') inherits (public.base);
