-- The oldest partition goes and a new one comes: its rows can't be the other's, so it isn't one renamed.
-- from
create table public.events (id integer not null, at date not null, note text) partition by range (at);
create table public.events_2023 partition of public.events for values from ('2023-01-01') to ('2024-01-01');
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.old_2024 partition of public.events for values from ('2022-01-01') to ('2023-01-01');
insert into public.events values (1, '2023-05-05', 'x'), (2, '2024-05-05', 'y'), (3, '2022-05-05', 'z');
-- to
create table public.events (id integer not null, at date not null, note text) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
create table public.older_2022 partition of public.events for values from ('2022-01-01') to ('2023-01-01');
-- then
select string_agg(note, '' order by note) = 'yz' from public.events
