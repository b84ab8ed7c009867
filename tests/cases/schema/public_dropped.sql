-- The schema public may go like any other. Up to 14, pg_dump takes one that is made anew for another.
-- since: 15
-- from
create table public.t (a integer);
-- to
drop schema public;
create schema app;
create table app.t (a integer);
