-- A child goes from one parent to another with its rows.
-- from
create table public.a (id integer);
create table public.b (id integer);
create table public.child (id integer) inherits (public.a);
insert into public.child values (1);
-- to
create table public.a (id integer);
create table public.b (id integer);
create table public.child (id integer) inherits (public.b);
-- then
select count(*) = 1 from public.b
