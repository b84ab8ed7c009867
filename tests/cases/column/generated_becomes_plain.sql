-- A generated column becomes an ordinary one with its values kept; the way back makes it anew.
-- from
create table public.t (a integer, b integer generated always as (a + 1) stored);
insert into public.t values (1);
-- to
create table public.t (a integer, b integer);
-- then
select b = 2 from public.t
