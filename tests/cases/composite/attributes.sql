-- Attributes are added, dropped and retyped in place, over a function that takes the type.
-- from
create type public.pair as (a integer, b text, gone integer);
create function public.f(public.pair) returns text language sql as 'select $1.b';
-- to
create type public.pair as (a bigint, b text collate "C", added integer);
create function public.f(public.pair) returns text language sql as 'select $1.b';
