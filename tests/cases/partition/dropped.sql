-- A partition that isn't declared any more is detached and dropped.
-- from
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
