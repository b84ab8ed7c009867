-- An enum that loses a value is made anew under its columns, arrays, defaults, indexes, views and functions.
-- from
create type public.mood as enum ('bad', 'fair', 'good');
create table public.t (
    a public.mood default 'bad' constraint fine check (a <> 'bad'),
    b public.mood[] default '{bad}',
    c text generated always as (case a when 'bad'::public.mood then 'x' end) stored
);
create index t_a on public.t (a) where a <> 'bad';
create view public.v as select a, b from public.t where a = 'good';
create function public.f(public.mood) returns public.mood language sql as 'select $1';
insert into public.t values ('good', '{good}');
-- to
create type public.mood as enum ('bad', 'good');
create table public.t (
    a public.mood default 'bad' constraint fine check (a <> 'bad'),
    b public.mood[] default '{bad}',
    c text generated always as (case a when 'bad'::public.mood then 'x' end) stored
);
create index t_a on public.t (a) where a <> 'bad';
create view public.v as select a, b from public.t where a = 'good';
create function public.f(public.mood) returns public.mood language sql as 'select $1';
-- then
select a = 'good' and b = '{good}' from public.t
