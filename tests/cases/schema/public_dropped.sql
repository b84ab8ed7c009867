-- The schema public may go like any other.
-- from
create table public.t (a integer);
-- to
drop schema public;
create schema app;
create table app.t (a integer);
