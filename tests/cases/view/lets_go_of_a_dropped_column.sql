-- A view that is redefined without a column comes before the column goes.
-- from
create table public.t (a integer, b integer);
create view public.v as select a from public.t where b > 0;
-- to
create table public.t (a integer);
create view public.v as select a from public.t;
