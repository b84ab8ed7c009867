-- A view uses a function that takes another view's row, which is a type.
-- from
-- to
create table public.t (a integer);
create view public.v as select a from public.t;
create function public.f(public.v) returns integer language sql as 'select $1.a';
create function public.g() returns setof public.v language sql as 'select * from public.v';
create view public.w as select public.f(v) as x from public.v;
