-- A foreign key may point at a partitioned table; it survives partitions that come and go.
-- from
create table public.events (id integer primary key) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create table public.events_2 partition of public.events for values in (2);
create table public.notes (event integer constraint event references public.events);
insert into public.events values (1);
insert into public.notes values (1);
-- to
create table public.events (id integer primary key) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create table public.events_3 partition of public.events for values in (3);
create table public.notes (
    event integer constraint event references public.events,
    other integer constraint other references public.events
);
-- then
select count(*) = 1 from public.notes
