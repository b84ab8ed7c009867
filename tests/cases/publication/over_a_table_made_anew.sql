-- A table that is made anew is published again.
-- since: 15
-- from
create table public.a (id integer) partition by list (id);
create table public.b (id integer, n integer);
create publication p for table public.a, public.b where (n > 0);
-- to
create table public.a (id integer);
create table public.b (id integer, n bigint);
create publication p for table public.a, public.b where (n > 0);
