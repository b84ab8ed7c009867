-- An index whose predicate can't be read with the new type is made anew around the change.
-- from
create table public.t (a text);
create index t_a on public.t (a) where a <> '';
insert into public.t values ('12');
-- to
create table public.t (a integer);
create index t_a on public.t (a) where a <> 0;
-- then
select a = 12 from public.t
