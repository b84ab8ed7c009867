-- A column may draw from any sequence, owned by it or not.
-- from
create sequence public.numbers;
create table public.t (a bigint default nextval('public.numbers'), b bigint);
-- to
create sequence public.numbers;
create sequence public.owned;
create table public.t (a bigint, b bigint default nextval('public.numbers'), c bigint default nextval('public.owned'));
alter sequence public.owned owned by public.t.c;
