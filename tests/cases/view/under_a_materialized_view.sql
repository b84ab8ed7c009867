-- A view that is made anew takes the materialized view over it along, with its index.
-- from
create table public.t (a integer, b integer);
create view public.v as select a from public.t;
create materialized view public.m as select a from public.v;
create unique index m_a on public.m (a);
-- to
create table public.t (a integer, b integer);
create view public.v as select b, a from public.t;
create materialized view public.m as select a from public.v;
create unique index m_a on public.m (a);
