-- A partition moves from one partitioned table to another with its rows.
-- from
create table public.hot (id integer) partition by list (id);
create table public.cold (id integer) partition by list (id);
create table public.events_1 partition of public.hot for values in (1);
insert into public.hot values (1);
-- to
create table public.hot (id integer) partition by list (id);
create table public.cold (id integer) partition by list (id);
create table public.events_1 partition of public.cold for values in (1);
-- then
select count(*) = 1 from public.cold
