-- Before 17 a generated column with another expression is made anew, with all that sat on it.
-- from
create table public.t (a integer, b integer generated always as (a + 1) stored);
create index t_b on public.t (b);
create view public.v as select b from public.t;
insert into public.t values (1);
-- to
create table public.t (a integer, b integer generated always as (a + 2) stored);
create index t_b on public.t (b);
create view public.v as select b from public.t;
-- then
select b = 3 from public.t
