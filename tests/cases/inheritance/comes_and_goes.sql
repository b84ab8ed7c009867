-- A table with rows becomes a child and stops being one in place.
-- from
create table public.base (id integer);
create table public.was (id integer, extra text) inherits (public.base);
create table public.becomes (id integer, extra text);
insert into public.was values (1, 'x');
insert into public.becomes values (2, 'y');
-- to
create table public.base (id integer);
create table public.was (id integer, extra text);
create table public.becomes (id integer, extra text) inherits (public.base);
-- then
select (select count(*) from public.base) = 1 and (select count(*) from public.was) = 1
