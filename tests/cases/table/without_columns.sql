-- PostgreSQL allows a table without columns.
-- from
-- to
create table public.nothing ();
