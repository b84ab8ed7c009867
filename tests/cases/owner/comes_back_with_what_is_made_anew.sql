-- A view and an enum that are made anew belong to whom they belonged, and are granted as they were.
-- from
create type public.mood as enum ('a', 'b');
alter type public.mood owner to alice;
grant usage on type public.mood to bob;
create table public.t (a integer, m public.mood);
create view public.v as select a from public.t;
alter view public.v owner to alice;
grant select on public.v to bob;
comment on type public.mood is 'a mood';
-- to
create type public.mood as enum ('b', 'a');
alter type public.mood owner to alice;
grant usage on type public.mood to bob;
create table public.t (a bigint, m public.mood);
create view public.v as select a from public.t;
alter view public.v owner to alice;
grant select on public.v to bob;
comment on type public.mood is 'a mood';
