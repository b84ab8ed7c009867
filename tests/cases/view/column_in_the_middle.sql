-- A view can't get a column in the middle, lose one or rename one in place: it is made anew with all that is over it.
-- from
create table public.t (a integer, b integer, c integer);
create view public.v as select a, c from public.t;
create view public.w as select c from public.v;
-- to
create table public.t (a integer, b integer, c integer);
create view public.v as select a, b, c from public.t;
create view public.w as select c from public.v;
