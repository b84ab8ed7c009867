-- A SQL-standard body has dependencies of its own.
-- since: 14
-- from
create table public.t (a integer, b integer);
create function public.f() returns bigint begin atomic select sum(a) from public.t; end;
-- to
create table public.t (a bigint, b integer);
create view public.v as select a from public.t;
create function public.f() returns numeric begin atomic select sum(a) from public.v; end;
