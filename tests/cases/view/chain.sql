-- Views over views are created from the bottom and dropped from the top.
-- from
create table public.t (a integer);
-- to
create table public.t (a integer);
create view public.c as select a from public.t;
create view public.b as select a from public.c;
create view public.a as select a from public.b;
