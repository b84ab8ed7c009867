-- An index of the whole comes, changes and goes with its parts.
-- from
create table public.events (id integer, at date) partition by range (at);
create index events_changed on public.events (at);
create index events_gone on public.events (id);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
-- to
create table public.events (id integer, at date) partition by range (at);
create index events_changed on public.events (at) where id > 0;
create index events_new on public.events (id, at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
