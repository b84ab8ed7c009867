-- An extension comes before what uses its types, and what belongs to it isn't ours.
-- from
create extension hstore;
create table public.gone (a hstore);
-- to
create extension citext;
create table public.t (a citext primary key, b citext[]);
create index t_a on public.t (lower(a));
