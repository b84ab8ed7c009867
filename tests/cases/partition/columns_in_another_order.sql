-- A partition's columns may stand in another order than the whole's; it is made so.
-- from
-- to
create table public.events (id integer, at date) partition by range (at);
create table public.events_2024 (at date, id integer);
alter table public.events attach partition public.events_2024 for values from ('2024-01-01') to ('2025-01-01');
