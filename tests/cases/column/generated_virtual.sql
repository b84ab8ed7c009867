-- A virtual generated column (18) isn't a stored one.
-- since: 18
-- from
create table public.t (a integer, b integer generated always as (a + 1) virtual, c integer generated always as (a) stored);
insert into public.t values (1);
-- to
create table public.t (a integer, b integer generated always as (a + 2) virtual, c integer generated always as (a) virtual);
-- then
select b = 3 and c = 1 from public.t
