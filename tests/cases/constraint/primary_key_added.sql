-- A primary key is added to a table with rows, and makes its column not null.
-- from
create table public.t (id integer, name text);
insert into public.t values (1, 'one');
-- to
create table public.t (id integer primary key, name text);
-- then
select count(*) = 1 from public.t
