-- An enum that loses a value is made anew under its columns; casts, operators and classes of it are made anew, too.
-- from
create type public.mood as enum ('sad', 'glad', 'mad');
create cast (integer as public.mood) with inout;
create function public.f(public.mood) returns integer language sql immutable return hashtext($1::text);
create cast (public.mood as integer) with function public.f(public.mood);
create operator public.@ (function = public.f, rightarg = public.mood);
create operator class public.moods for type public.mood using hash as storage public.mood;
create table public.t (a public.mood);
-- to
create type public.mood as enum ('sad', 'glad');
create cast (integer as public.mood) with inout;
create function public.f(public.mood) returns integer language sql immutable return hashtext($1::text);
create cast (public.mood as integer) with function public.f(public.mood);
create operator public.@ (function = public.f, rightarg = public.mood);
create operator class public.moods for type public.mood using hash as storage public.mood;
create table public.t (a public.mood);
