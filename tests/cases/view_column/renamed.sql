-- A column of a view, or of a materialized view with an index, is renamed in place under what uses it.
-- from
create table public.t (a integer, b integer);
create view public.v as select a, b from public.t;
create view public.w as select b from public.v;
create materialized view public.m as select a, b from public.t;
create index m_b on public.m (b);
-- to
create table public.t (a integer, b integer);
create view public.v as select a, b as c from public.t;
create view public.w as select c as b from public.v;
create materialized view public.m as select a, b as c from public.t;
create index m_b on public.m (c);
