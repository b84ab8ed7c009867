-- PostgreSQL doesn't rename an argument in place.
-- from
create function public.f(a integer) returns integer language sql as 'select a';
create view public.v as select public.f(1);
-- to
create function public.f(b integer) returns integer language sql as 'select b';
create view public.v as select public.f(1);
