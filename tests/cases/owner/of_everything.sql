-- Owners are given and changed in place.
-- from
create schema app authorization alice;
create table public.t (a integer);
alter table public.t owner to alice;
create function public.f() returns integer language sql as 'select 1';
-- to
create schema app authorization bob;
create table public.t (a integer);
alter table public.t owner to bob;
create function public.f() returns integer language sql as 'select 1';
alter function public.f() owner to alice;
create sequence public.s;
alter sequence public.s owner to alice;
create view public.v as select a from public.t;
alter view public.v owner to alice;
create type public.mood as enum ('a');
alter type public.mood owner to alice;
create materialized view public.m as select a from public.t;
alter materialized view public.m owner to bob;
