-- A type whose name alone differs is renamed under its columns.
-- from
create type public.mood as enum ('sad', 'happy');
create table public.t (m public.mood default 'sad');
insert into public.t values ('happy');
-- to
create type public.feeling as enum ('sad', 'happy');
create table public.t (m public.feeling default 'sad');
-- then
select m = 'happy' from public.t
