-- An identity column that gets a wider type takes its sequence along.
-- from
create table public.t (id integer generated always as identity primary key);
insert into public.t default values;
-- to
create table public.t (id bigint generated always as identity primary key);
-- then
select id = 1 from public.t
