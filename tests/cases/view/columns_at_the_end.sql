-- A view whose columns only grow at the end is redefined in place, and those over it stay.
-- from
create table public.t (a integer, b integer);
create view public.v as select a from public.t;
create view public.w as select a from public.v;
-- to
create table public.t (a integer, b integer);
create view public.v as select a, b from public.t where a > 0;
create view public.w as select a from public.v;
