-- A key that the whole gets is made for each partition and attached.
-- from
create table public.events (id integer, at date) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01')
    partition by list (id);
create table public.events_2025_1 partition of public.events_2025 for values in (1);
insert into public.events values (1, '2024-05-01');
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01')
    partition by list (id);
create table public.events_2025_1 partition of public.events_2025 for values in (1);
-- then
select count(*) = 1 from public.events
