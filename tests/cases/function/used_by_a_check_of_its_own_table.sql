-- A function whose body reads the table whose default it makes is made first: its body is a string.
-- from
-- to
create table public.t (a integer);
create function public.next() returns integer language sql as 'select count(*)::integer from public.t';
alter table public.t alter a set default public.next();
