-- The elements of an array are converted.
-- from
create table public.t (a text[] default '{}');
insert into public.t values ('{1,2}');
-- to
create table public.t (a integer[] default '{}');
-- then
select a = '{1,2}' from public.t
