-- A partition may have indexes and keys that the whole hasn't.
-- from
create table public.events (id integer, at date) partition by range (at);
create index events_at on public.events (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create index own_gone on public.events_2024 (id);
-- to
create table public.events (id integer, at date) partition by range (at);
create index events_at on public.events (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create index own_new on public.events_2024 (id desc);
alter table public.events_2024 add constraint own_key unique (id);
