-- A new value is committed before the first default and check that use it.
-- from
create type public.mood as enum ('bad', 'good');
create table public.t (a public.mood default 'bad');
insert into public.t values ('good');
-- to
create type public.mood as enum ('bad', 'fair', 'good', 'great');
create table public.t (a public.mood default 'great' constraint fine check (a <> 'fair'));
-- then
select a = 'good' from public.t
