-- An index of a materialized view changes without it.
-- from
create table public.t (a integer);
create materialized view public.m as select a from public.t;
create index m_a on public.m (a);
-- to
create table public.t (a integer);
create materialized view public.m as select a from public.t;
create index m_a on public.m (a desc) where a > 0;
