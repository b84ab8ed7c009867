-- Included columns are a part of an index.
-- from
create table public.t (a integer, b integer, c integer);
create index t_a on public.t (a);
create index t_b on public.t (b) include (a);
-- to
create table public.t (a integer, b integer, c integer);
create index t_a on public.t (a) include (b, c);
create index t_b on public.t (b);
