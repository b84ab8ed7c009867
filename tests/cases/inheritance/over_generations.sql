-- A column added at the top reaches grandchildren.
-- from
create table public.a (id integer);
create table public.b () inherits (public.a);
create table public.c () inherits (public.b);
-- to
create table public.a (id integer, name text default 'x');
create table public.b () inherits (public.a);
create table public.c () inherits (public.b);
