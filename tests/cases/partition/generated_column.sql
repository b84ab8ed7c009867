-- Partitions have the generated columns of the whole.
-- from
create table public.events (id integer, twice integer generated always as (id * 2) stored) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
insert into public.events values (1);
-- to
create table public.events (id integer, twice integer generated always as (id * 3) stored) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create table public.events_2 partition of public.events for values in (2);
-- then
select twice = 3 from public.events
