-- A column goes from one enum to another through text.
-- from
create type public.mood as enum ('bad', 'good');
create table public.t (a public.mood default 'bad', b public.mood[]);
insert into public.t values ('good', '{good}');
-- to
create type public.state as enum ('bad', 'good');
create table public.t (a public.state default 'bad', b public.state[]);
-- then
select a = 'good' and b = '{good}' from public.t
