-- A unique constraint and a unique index have one name space: one goes before the other comes.
-- from
create table public.t (a integer, constraint t_a unique (a));
-- to
create table public.t (a integer);
create unique index t_a on public.t (a);
