-- A materialized view is made anew with its index, its settings and all that is over it.
-- from
create table public.t (a integer, b integer);
create materialized view public.m with (fillfactor = 70) as select a, b from public.t;
create unique index m_a on public.m (a);
alter materialized view public.m alter a set statistics 100;
create view public.v as select a from public.m;
-- to
create table public.t (a integer, b integer);
create materialized view public.m with (fillfactor = 70) as select a, b from public.t where b > 0;
create unique index m_a on public.m (a);
alter materialized view public.m alter a set statistics 100;
create view public.v as select a from public.m;
