-- A column that is computed no more, and has another type besides, under what PostgreSQL retypes nothing beneath.
-- from
create table public.t (a integer, b boolean generated always as (a is null) stored);
create view public.v as select b from public.t;
create function public.f() returns trigger language plpgsql as 'begin return new; end';
create trigger after_b after insert on public.t for each row when (new.b is not null) execute function public.f();
create policy p on public.t using (b is not null);
insert into public.t values (1);
-- to
create table public.t (a integer, b text);
create view public.v as select b from public.t;
create function public.f() returns trigger language plpgsql as 'begin return new; end';
create trigger after_b after insert on public.t for each row when (new.b is not null) execute function public.f();
create policy p on public.t using (b is not null);
-- then
select b = 'false' from public.t
