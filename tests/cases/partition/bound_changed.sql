-- A partition with another bound is detached and attached again, with its rows.
-- from
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2024-07-01');
insert into public.events values (1, '2024-05-01');
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
-- then
select count(*) = 1 from public.events
