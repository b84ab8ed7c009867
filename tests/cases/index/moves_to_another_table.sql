-- An index name is free on one table once the other has let go of it.
-- from
create table public.a (x integer);
create table public.b (x integer);
create index x_idx on public.a (x);
-- to
create table public.a (x integer);
create table public.b (x integer);
create index x_idx on public.b (x);
