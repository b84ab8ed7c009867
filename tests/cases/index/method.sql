-- An index with another method is made anew.
-- from
create table public.t (a integer[], b text);
create index t_a on public.t (a);
create index t_b on public.t (b);
-- to
create table public.t (a integer[], b text);
create index t_a on public.t using gin (a) with (fastupdate = off);
create index t_b on public.t using hash (b);
