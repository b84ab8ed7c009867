-- A check over a column that is dropped goes before it; PostgreSQL would take it along unasked.
-- from
create table public.t (low integer, high integer, constraint ordered check (low < high));
-- to
create table public.t (low integer);
