-- A foreign key can point at a partitioned table once all partitions have their part of the key.
-- from
create table public.events (id integer not null) partition by list (id);
create table public.events_1 partition of public.events for values in (1) partition by list (id);
create table public.events_1_1 partition of public.events_1 for values in (1);
create table public.alarms (event integer);
-- to
create table public.events (id integer not null, constraint events_pkey primary key (id)) partition by list (id);
create table public.events_1 partition of public.events for values in (1) partition by list (id);
create table public.events_1_1 partition of public.events_1 for values in (1);
create table public.alarms (event integer constraint event references public.events);
