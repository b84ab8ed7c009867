-- Which column a sequence goes with changes in place.
-- from
create table public.t (a bigint, b bigint);
create sequence public.s owned by public.t.a;
create sequence public.free;
-- to
create table public.t (a bigint, b bigint);
create sequence public.s;
create sequence public.free owned by public.t.b;
