-- A text column with a default and a check becomes an enum.
-- from
create table public.t (a text default 'bad' not null);
insert into public.t values ('good');
-- to
create type public.mood as enum ('bad', 'good');
create table public.t (a public.mood default 'bad' not null);
-- then
select a = 'good' from public.t
