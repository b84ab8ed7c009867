-- Defaults are objects of their own: rows that are there keep their values.
-- from
create table public.t (a integer, b integer default 1, c integer default 1, d jsonb default '{}');
insert into public.t default values;
-- to
create table public.t (a integer default 1, b integer default 2, c integer, d jsonb default '[]');
-- then
select a is null and b = 1 and c = 1 from public.t
