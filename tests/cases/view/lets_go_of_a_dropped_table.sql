-- A view moves to another table before its old one goes.
-- from
create table public.old (a integer);
create view public.v as select a from public.old;
-- to
create table public.new (a integer);
create view public.v as select a from public.new;
