-- A partition has defaults, NOT NULLs, checks and settings of its own.
-- from
create table public.events (id integer, at date default '2024-01-01', note text) partition by range (at);
create table public.events_2024 partition of public.events (at default '2024-02-02')
    for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
-- to
create table public.events (id integer, at date default '2024-01-01', note text) partition by range (at);
create table public.events_2024 partition of public.events (id not null, constraint positive check (id > 0))
    for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events (at default '2025-02-02')
    for values from ('2025-01-01') to ('2026-01-01');
alter table public.events_2025 alter note set storage external;
