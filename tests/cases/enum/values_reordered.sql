-- The order of values is a part of the type.
-- from
create type public.mood as enum ('bad', 'good');
create table public.t (a public.mood);
insert into public.t values ('good');
-- to
create type public.mood as enum ('good', 'bad');
create table public.t (a public.mood);
-- then
select a = 'good' from public.t
