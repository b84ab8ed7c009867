-- A trigger that names a column stands in the way of its new type.
-- from
create table public.t (a integer, b integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before update of a on public.t for each row when (new.a > 0) execute function public.f();
alter table public.t enable always trigger t;
insert into public.t values (1, 2);
-- to
create table public.t (a bigint, b integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before update of a on public.t for each row when (new.a > 0) execute function public.f();
alter table public.t enable always trigger t;
-- then
select count(*) = 1 from public.t
