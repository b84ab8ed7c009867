-- A view becomes a materialized view under the same name.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create view public.w as select a from public.v;
-- to
create table public.t (a integer);
create materialized view public.v as select a from public.t;
create view public.w as select a from public.v;
