-- A function that gives another type is made anew, and with it the default, check, index, policy and view that use it.
-- from
create function public.f(a integer) returns integer language sql immutable as 'select a + 1';
create table public.t (a integer default public.f(1), constraint c check (public.f(a) > 0));
create index t_f on public.t (public.f(a));
create policy p on public.t using (public.f(a) > 0);
create view public.v as select public.f(a) from public.t;
insert into public.t values (1);
-- to
create function public.f(a integer) returns bigint language sql immutable as 'select a + 1::bigint';
create table public.t (a integer default public.f(1), constraint c check (public.f(a) > 0));
create index t_f on public.t (public.f(a));
create policy p on public.t using (public.f(a) > 0);
create view public.v as select public.f(a) from public.t;
-- then
select count(*) = 1 from public.t
