-- A transform comes before the functions that use it, is redefined under them, and goes.
-- from
create type public.pair as (a integer);
create transform for integer language sql (from sql with function prsd_lextype(internal));
create transform for public.pair language sql (from sql with function prsd_lextype(internal));
create function public.f(integer) returns integer language sql transform for type integer as 'select 1';
-- to
create type public.pair as (a integer);
create transform for integer language sql (
  from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
create transform for bigint language sql (to sql with function int8recv(internal));
comment on transform for integer language sql is 'a transform';
create function public.f(integer) returns integer language sql transform for type integer as 'select 1';
create function public.g(bigint) returns bigint language sql transform for type bigint as 'select 1::bigint';
