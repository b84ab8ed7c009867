-- A default that has no cast to the new type goes before the column is retyped, and the new one comes after.
-- from
create table public.t (a text default 'none');
insert into public.t values ('12');
-- to
create table public.t (a integer default 0);
-- then
select a = 12 from public.t
