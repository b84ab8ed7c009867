-- Which index a table is clustered on is kept when the index is made anew.
-- from
create table public.a (id integer, n integer);
create index a_id on public.a (id);
alter table public.a cluster on a_id;
create table public.b (id integer primary key);
alter table public.b cluster on b_pkey;
-- to
create table public.a (id integer, n integer);
create index a_id on public.a (id, n);
alter table public.a cluster on a_id;
create table public.b (id integer primary key);
