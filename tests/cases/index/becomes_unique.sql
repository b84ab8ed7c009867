-- Uniqueness is a part of an index.
-- from
create table public.t (a integer);
create index t_a on public.t (a);
-- to
create table public.t (a integer);
create unique index t_a on public.t (a);
