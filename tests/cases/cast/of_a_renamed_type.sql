-- A cast follows its type to another name.
-- from
create type public.mood as enum ('sad', 'glad');
create cast (text as public.mood) with inout as assignment;
create table public.t (a public.mood);
-- to
-- autogen: renamed from mood
create type public."Temper" as enum ('sad', 'glad');
create cast (text as public."Temper") with inout as assignment;
create table public.t (a public."Temper");
