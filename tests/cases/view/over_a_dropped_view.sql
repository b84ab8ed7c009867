-- What stays is redefined before the view that it leaned on goes.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create view public.w as select a from public.v;
-- to
create table public.t (a integer);
create view public.w as select a from public.t;
