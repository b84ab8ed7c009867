-- A generated column becomes ordinary before the column that it was computed from goes.
-- from
create table public.t (a integer, b integer generated always as (a + 1) stored);
insert into public.t values (1);
-- to
create table public.t (b integer);
-- then
select b = 2 from public.t
