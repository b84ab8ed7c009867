-- A trigger that is made anew is disabled again.
-- from
create table public.t (a integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert on public.t for each row execute function public.f();
alter table public.t disable trigger t;
-- to
create table public.t (a integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert or update on public.t for each row execute function public.f();
alter table public.t disable trigger t;
