-- Children become partitions under new names with their rows, as far as the numbers in the names are the same.
-- from
create table public.events (id integer not null, at date not null, note text);
create table public.events_y2023 (id integer not null, at date not null, note text, check (at >= '2023-01-01' and at < '2024-01-01')) inherits (public.events);
create table public.events_y2024 (id integer not null, at date not null, note text, check (at >= '2024-01-01' and at < '2025-01-01')) inherits (public.events);
insert into public.events_y2023 values (1, '2023-05-05', 'x');
insert into public.events_y2024 values (2, '2024-05-05', 'y');
-- to
create table public.events (id integer not null, at date not null, note text) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
-- then
select string_agg(note, '' order by note) = 'y' from public.events
