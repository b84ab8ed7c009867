-- A type whose name begins with an underscore is no array, and is granted like any other; so is a range.
-- from
create type public._mood as enum ('a');
create domain public._d as integer;
grant usage on type public._d to alice;
create type public.span as range (subtype = integer);
create type public.spans as range (subtype = bigint);
grant usage on type public.spans to bob;
-- to
create type public._mood as enum ('a');
grant usage on type public._mood to alice;
alter type public._mood owner to bob;
create domain public._d as integer;
revoke usage on domain public._d from public;
create type public._pair as (a integer);
revoke usage on type public._pair from public;
create type public.span as range (subtype = integer);
grant usage on type public.span to bob with grant option;
create type public.spans as range (subtype = bigint);
create type public._days as range (subtype = date);
revoke usage on type public._days from public;
