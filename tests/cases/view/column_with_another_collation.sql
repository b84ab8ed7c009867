-- A column's collation can't be changed in place, from one to another as little as from none.
-- from
create table public.t (a text);
create view public.v as select a collate "C" as a from public.t;
-- to
create table public.t (a text);
create view public.v as select a collate "POSIX" as a from public.t;
