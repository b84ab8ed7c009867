-- The statistics target of an index expression changes in place, and comes with a new index.
-- from
create table public.t (a text);
create index t_lower on public.t (a, lower(a));
create index t_upper on public.t (upper(a));
alter index public.t_upper alter column 1 set statistics 100;
-- to
create table public.t (a text);
create index t_lower on public.t (a, lower(a));
alter index public.t_lower alter column 2 set statistics 500;
create index t_upper on public.t (upper(a));
create index t_initcap on public.t (initcap(a));
alter index public.t_initcap alter column 1 set statistics 7;
