-- NOT NULL on the whole reaches partitions with it; a partition that had it already keeps it.
-- from
create table public.events (id integer not null, at date) partition by range (at);
create table public.events_a partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_b partition of public.events (at not null) for values from ('2025-01-01') to ('2026-01-01');
-- to
create table public.events (id integer, at date not null) partition by range (at);
create table public.events_a partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_b partition of public.events (id not null) for values from ('2025-01-01') to ('2026-01-01');
