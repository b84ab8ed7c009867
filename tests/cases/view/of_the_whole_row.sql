-- A view that uses the whole row of a table depends on its row type.
-- from
create table public.t (a integer);
create view public.v as select t as row, count(*) over () from public.t;
-- to
create table public.t (a integer, b text);
create view public.v as select t as row, count(*) over () from public.t;
