-- An operator comes after its types and functions, and before the tables whose constraints and indexes use it.
-- from
create table public.t (a integer);
-- to
create type public.pair as (a integer, b integer);
create function public.has(public.pair, integer) returns boolean language sql immutable
  return $2 in (($1).a, ($1).b);
create operator public.@@# (function = public.has, leftarg = public.pair, rightarg = integer);
create table public.t (a integer, p public.pair, constraint c check (p operator(public.@@#) 1));
create index i on public.t ((p operator(public.@@#) 2));
