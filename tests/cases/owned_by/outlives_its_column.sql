-- A sequence that is to stay lets go of a column before it goes.
-- from
create table public.t (a bigint, b bigint);
create sequence public.s owned by public.t.a;
-- to
create table public.t (b bigint);
create sequence public.s;
