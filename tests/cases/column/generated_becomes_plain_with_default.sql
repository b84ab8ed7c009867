-- A column that was generated gets its default after it has let go of its expression.
-- from
create table public.t (a integer, b integer generated always as (a + 1) stored);
insert into public.t values (1);
-- to
create table public.t (a integer, b integer default 5);
-- then
select b = 2 from public.t
