-- What an enum is made anew under may be a domain, a composite type or a partition key.
-- from
create type public.mood as enum ('bad', 'fair', 'good');
create domain public.nice as public.mood check (value <> 'bad');
create type public.pair as (a public.mood, b integer);
create table public.d (a public.nice);
insert into public.d values ('good');
-- to
create type public.mood as enum ('bad', 'good');
create domain public.nice as public.mood check (value <> 'bad');
create type public.pair as (a public.mood, b integer);
create table public.d (a public.nice);
-- then
select a::text = 'good' from public.d
