-- A view whose column changes its type is made anew, and what is over it too.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create view public.w as select a from public.v;
-- to
create table public.t (a integer);
create view public.v as select a::text from public.t;
create view public.w as select a from public.v;
