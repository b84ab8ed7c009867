-- A function whose name alone differs is renamed.
-- from
create function public.old_name(a integer) returns integer language sql as 'select a + 1';
create table public.t (id integer default public.old_name(1));
-- to
create function public.new_name(a integer) returns integer language sql as 'select a + 1';
create table public.t (id integer default public.new_name(1));
