-- Arguments, WHEN, columns, transition tables, constraint triggers and INSTEAD OF are a trigger's.
-- from
create table public.t (a integer, b integer);
create view public.v as select a from public.t;
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
-- to
create table public.t (a integer, b integer);
create view public.v as select a from public.t;
create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger a after update of b, a on public.t for each row when (old.a <> new.a) execute function public.f('x', 'it''s');
create trigger b after update on public.t referencing old table as before new table as after
    for each statement execute function public.f();
create constraint trigger c after insert on public.t deferrable initially deferred
    for each row execute function public.f();
create trigger d instead of insert on public.v for each row execute function public.f();
create trigger e before truncate on public.t execute function public.f();
