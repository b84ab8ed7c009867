-- A cast without a function comes before what is written with it, though PostgreSQL doesn't note who needs it.
-- from
create type public.mood as enum ('1', '2');
-- to
create type public.mood as enum ('1', '2');
create cast (integer as public.mood) with inout as implicit;
create domain public.d as public.mood default 1 check (value <> 2::public.mood);
create function public.a(integer) returns public.mood language sql immutable return $1;
create table public.b (c public.mood default 2, d integer, e public.mood generated always as (public.a(d)) stored);
create view public.a as select d::public.mood from public.b;
