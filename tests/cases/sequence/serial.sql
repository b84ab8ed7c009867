-- A serial column comes with its sequence, and goes with it.
-- from
create table public.a (id serial, x integer);
-- to
create table public.a (x integer);
create table public.b (id bigserial primary key);
