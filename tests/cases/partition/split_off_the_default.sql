-- A new partition comes beside a default one.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_rest partition of public.events default;
insert into public.events values (7);
-- to
create table public.events (id integer) partition by list (id);
create table public.events_rest partition of public.events default;
create table public.events_a partition of public.events for values in (1);
-- then
select count(*) = 1 from public.events
