-- A new partition gets the names for its keys and indexes that PostgreSQL would give it.
-- from
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at desc);
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at desc);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
