-- A column that goes from the parent stays with a child that is to have it.
-- from
create table public.base (id integer, note text);
create table public.child (note text) inherits (public.base);
insert into public.child values (1, 'kept');
-- to
create table public.base (id integer);
create table public.child (note text) inherits (public.base);
-- then
select note = 'kept' from public.child
