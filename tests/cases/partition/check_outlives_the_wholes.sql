-- A partition keeps a check that the whole loses, and the whole gets one that a partition had.
-- from
create table public.events (id integer, constraint small check (id < 100)) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create table public.events_2 partition of public.events (constraint big check (id > 0)) for values in (2);
-- to
create table public.events (id integer, constraint big check (id > 0)) partition by list (id);
create table public.events_1 partition of public.events (constraint small check (id < 100)) for values in (1);
create table public.events_2 partition of public.events for values in (2);
