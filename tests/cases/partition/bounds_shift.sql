-- A bound is free for one partition once the other has let go of it.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_a partition of public.events for values in (1, 2);
create table public.events_b partition of public.events for values in (3);
insert into public.events values (1), (3);
-- to
create table public.events (id integer) partition by list (id);
create table public.events_a partition of public.events for values in (1);
create table public.events_b partition of public.events for values in (2, 3);
-- then
select count(*) = 2 from public.events
