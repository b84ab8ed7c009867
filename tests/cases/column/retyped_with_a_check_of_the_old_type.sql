-- A check that the new type can't satisfy is made anew around the change.
-- from
create table public.t (a text constraint known check (a <> ''));
create index t_a on public.t (lower(a));
insert into public.t values ('12');
-- to
create table public.t (a integer constraint known check (a > 0));
-- then
select a = 12 from public.t
