-- Privileges are granted and revoked object by object, with their grant option, for columns too.
-- from
create schema app;
grant usage on schema app to alice;
create table public.t (a integer, b integer);
grant select, insert on public.t to alice;
grant update (a) on public.t to bob;
create function public.f() returns integer language sql as 'select 1';
-- to
create schema app;
grant create on schema app to bob;
create table public.t (a integer, b integer);
grant select on public.t to alice with grant option;
grant update (b), select (a) on public.t to bob;
grant all on public.t to bob;
create function public.f() returns integer language sql as 'select 1';
revoke execute on function public.f() from public;
grant execute on function public.f() to alice;
create sequence public.s;
grant usage on sequence public.s to alice;
create type public.mood as enum ('a');
revoke usage on type public.mood from public;
create type public.span as range (subtype = integer);
grant usage on type public.span to bob;
