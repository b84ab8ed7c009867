-- NOT NULL is set and dropped in place.
-- from
create table public.t (a integer, b integer not null);
insert into public.t values (1, 2);
-- to
create table public.t (a integer not null, b integer);
-- then
select count(*) = 1 from public.t
