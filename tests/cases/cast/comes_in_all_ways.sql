-- Casts go by function, through text or as the same bytes; explicit, in assignments or implicit.
-- from
create type public."Mood" as enum ('sad', 'glad');
-- to
create type public."Mood" as enum ('sad', 'glad');
create function public.to_mood(integer) returns public."Mood" language sql immutable
  return case when $1 > 0 then 'glad' else 'sad' end::public."Mood";
create cast (integer as public."Mood") with function public.to_mood(integer) as assignment;
create cast (text as public."Mood") with inout as implicit;
create cast (varchar as public."Mood") with inout;
create cast (bytea as xml) without function;
create function public.cut(public."Mood", integer) returns text language sql immutable return left($1::text, $2);
create cast (public."Mood" as text) with function public.cut(public."Mood", integer);
comment on cast (integer as public."Mood") is 'a cast';
create table public.t (a integer);
create view public.v as select a::public."Mood" as mood, a > 0 and 'sad'::text = 'glad'::public."Mood"::text as b from public.t;
