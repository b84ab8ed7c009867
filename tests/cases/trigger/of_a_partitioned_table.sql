-- A trigger of the whole is cloned to its partitions by PostgreSQL, which aren't told apart one by one.
-- from
create table public.t (a integer) partition by list (a);
create table public.t_1 partition of public.t for values in (1);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger gone after insert on public.t for each row execute function public.f();
-- to
create table public.t (a integer) partition by list (a);
create table public.t_1 partition of public.t for values in (1);
create table public.t_2 partition of public.t for values in (2);
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger new after update on public.t for each row execute function public.f();
create trigger own after delete on public.t_1 for each row execute function public.f();
