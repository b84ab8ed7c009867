-- Materialized views over one another are made anew together.
-- from
create table public.t (a integer);
create materialized view public.m as select a from public.t;
create materialized view public.n as select a from public.m;
-- to
create table public.t (a integer);
create materialized view public.m as select a + 1 as a from public.t;
create materialized view public.n as select a from public.m;
