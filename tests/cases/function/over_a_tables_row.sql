-- A function over a table's row type stays where a column is added, and goes with the table.
-- from
create table public.t (a integer);
create table public.gone (a integer);
create function public.f(public.t) returns setof public.t language sql as 'select $1';
create function public.g(public.gone) returns integer language sql as 'select 1';
-- to
create table public.t (a integer, b text);
create function public.f(public.t) returns setof public.t language sql as 'select $1';
