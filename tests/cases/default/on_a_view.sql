-- A view's column may have a default of its own, which a change of the view in place leaves alone.
-- from
create table public.t (a integer, b integer);
create view public.v as select a from public.t;
alter view public.v alter a set default 7;
-- to
create table public.t (a integer, b integer);
create view public.v as select a, b from public.t;
alter view public.v alter a set default 7;
alter view public.v alter b set default 8;
