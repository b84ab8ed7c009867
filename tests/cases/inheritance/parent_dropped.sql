-- A child outlives its parent with its rows.
-- from
create table public.a (id integer);
create table public.child (id integer, name text) inherits (public.a);
insert into public.child values (1, 'x');
-- to
create table public.child (id integer, name text);
-- then
select id = 1 and name = 'x' from public.child
