-- A function whose signature stays is redefined in place, under what uses it.
-- from
create function public.f(a integer) returns integer language sql immutable as 'select a + 1';
create table public.t (a integer default public.f(1), b integer generated always as (public.f(a)) stored);
create index t_f on public.t (public.f(a));
-- to
create function public.f(a integer) returns integer language sql immutable strict cost 5 as 'select a + 2';
create table public.t (a integer default public.f(1), b integer generated always as (public.f(a)) stored);
create index t_f on public.t (public.f(a));
