-- A function that can't be redefined takes its cast along; the cast comes back with its comment, before the view that
-- needs it.
-- from
create type public.mood as enum ('sad', 'glad');
create function public.f(a integer) returns public.mood language sql immutable return 'sad'::public.mood;
create cast (integer as public.mood) with function public.f(integer);
comment on cast (integer as public.mood) is 'a cast';
create view public.v as select 1::public.mood as mood;
-- to
create type public.mood as enum ('sad', 'glad');
create function public.f(b integer) returns public.mood language sql immutable return 'sad'::public.mood;
create cast (integer as public.mood) with function public.f(integer);
comment on cast (integer as public.mood) is 'a cast';
create view public.v as select 1::public.mood as mood;
