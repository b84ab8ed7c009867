-- Triggers, policies and rules whose name alone differs are renamed.
-- from
create function public.f() returns trigger language plpgsql as 'begin return new; end';
create table public.t (id integer);
create trigger a before insert on public.t for each row execute function public.f();
alter table public.t disable trigger a;
create policy readers on public.t for select using (id > 0);
create rule nothing as on delete to public.t do instead nothing;
-- to
create function public.f() returns trigger language plpgsql as 'begin return new; end';
create table public.t (id integer);
create trigger b before insert on public.t for each row execute function public.f();
alter table public.t disable trigger b;
create policy viewers on public.t for select using (id > 0);
create rule nothing_goes as on delete to public.t do instead nothing;
