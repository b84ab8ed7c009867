-- PostgreSQL refuses to retype an attribute of a composite that a table stores, but adds and drops them.
-- from
create type public.pair as (a integer, b text);
create table public.t (p public.pair);
insert into public.t values ((1, 'x'));
-- to
create type public.pair as (a integer, c text);
create table public.t (p public.pair);
-- then
select (p).a = 1 from public.t
