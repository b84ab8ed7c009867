-- An index that is made anew is the replica identity again.
-- from
create table public.c (id integer not null, n integer);
create unique index c_id on public.c (id);
alter table public.c replica identity using index c_id;
-- to
create table public.c (id integer not null, n integer);
create unique index c_id on public.c (id) include (n);
alter table public.c replica identity using index c_id;
