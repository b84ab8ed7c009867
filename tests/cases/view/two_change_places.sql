-- Two views that change their order are made in an order that works.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create view public.w as select a from public.v;
-- to
create table public.t (a integer);
create view public.w as select a from public.t;
create view public.v as select a from public.w;
