-- A trigger fires always, on replicas, normally or never.
-- from
create table public.t (a integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert on public.t for each row execute function public.f();
create trigger b before insert on public.t for each row execute function public.f();
create trigger c before insert on public.t for each row execute function public.f();
alter table public.t disable trigger b, enable always trigger c;
-- to
create table public.t (a integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a before insert on public.t for each row execute function public.f();
create trigger b before insert on public.t for each row execute function public.f();
create trigger c before insert on public.t for each row execute function public.f();
alter table public.t disable trigger a, enable replica trigger b;
