-- PostgreSQL allows a view without columns.
-- from
-- to
create table public.t (a integer);
create view public.v as select from public.t;
