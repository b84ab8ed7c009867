-- A column is retyped below a chain of views and a materialized view, all of which come back.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create materialized view public.m as select a from public.v;
create index m_a on public.m (a);
create view public.w as select m.a from public.m join public.v using (a);
insert into public.t values (1);
-- to
create table public.t (a bigint);
create view public.v as select a from public.t;
create materialized view public.m as select a from public.v;
create index m_a on public.m (a);
create view public.w as select m.a from public.m join public.v using (a);
-- then
select a = 1 from public.m
