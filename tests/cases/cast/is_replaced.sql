-- A cast can't be altered: it is made anew, with its comment. What was defined with it stays.
-- from
create type public.mood as enum ('sad', 'glad');
create function public.f(integer) returns public.mood language sql immutable return 'sad'::public.mood;
create function public.g(text) returns public.mood language sql immutable return 'sad'::public.mood;
create cast (integer as public.mood) with function public.f(integer);
create cast (text as public.mood) with function public.g(text);
comment on cast (integer as public.mood) is 'a cast';
create view public.v as select 1::public.mood as mood;
-- to
create type public.mood as enum ('sad', 'glad');
create function public.f(integer) returns public.mood language sql immutable return 'sad'::public.mood;
create cast (integer as public.mood) with function public.f(integer) as assignment;
create cast (text as public.mood) with inout;
comment on cast (integer as public.mood) is 'a cast';
create view public.v as select 1::public.mood as mood;
