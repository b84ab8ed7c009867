-- A table with rows becomes a partition and keeps its rows; the way back detaches it.
-- from
create table public.events (id integer, at date not null) partition by range (at);
create table public.old_events (id integer, at date not null);
insert into public.old_events values (1, '2024-05-01');
-- to
create table public.events (id integer, at date not null) partition by range (at);
create table public.old_events partition of public.events for values from ('2024-01-01') to ('2025-01-01');
-- then
select count(*) = 1 from public.events
