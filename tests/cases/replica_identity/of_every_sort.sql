-- A replica identity is the default, everything, nothing or an index.
-- from
create table public.a (id integer primary key);
create table public.b (id integer primary key);
create table public.c (id integer not null constraint c_key unique);
alter table public.a replica identity full;
alter table public.c replica identity using index c_key;
-- to
create table public.a (id integer primary key);
create table public.b (id integer primary key);
create table public.c (id integer not null constraint c_key unique);
alter table public.a replica identity nothing;
alter table public.b replica identity full;
