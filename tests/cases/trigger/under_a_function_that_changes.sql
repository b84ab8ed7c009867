-- A trigger whose function is made anew goes with it and comes back.
-- from
create table public.t (a integer);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert on public.t for each row execute function public.f();
-- to
create table public.t (a integer);
create function public.f() returns trigger language plpgsql cost 7 as $$ begin return null; end $$;
create trigger t before insert on public.t for each row execute function public.f();
