-- A partitioned table, its partitions of every sort, sub-partitions and the default one.
-- from
-- to
create table public.events (id integer, at date not null, kind text) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to (maxvalue)
    partition by list (kind);
create table public.events_2025_a partition of public.events_2025 for values in ('a', null);
create table public.events_2025_hash partition of public.events_2025 default partition by hash (id);
create table public.events_2025_0 partition of public.events_2025_hash for values with (modulus 2, remainder 0);
create table public.events_2025_1 partition of public.events_2025_hash for values with (modulus 2, remainder 1);
create table public.events_rest partition of public.events default;
