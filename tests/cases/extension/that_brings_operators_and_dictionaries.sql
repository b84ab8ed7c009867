-- What an extension brings is its own: operators, classes, casts, dictionaries. What users make of it is theirs.
-- from
create extension citext;
-- to
create extension citext;
create extension unaccent;
create table public.t (a citext);
create index i on public.t (a citext_pattern_ops);
create function public.f(public.citext) returns integer language sql immutable return length($1::text);
create cast (public.citext as integer) with function public.f(public.citext);
create operator public.# (function = public.f, rightarg = public.citext);
create operator class public.mine for type public.citext using hash family public.citext_ops as storage public.citext;
create text search configuration public.c (parser = "default");
alter text search configuration public.c add mapping for word with public.unaccent, simple;
