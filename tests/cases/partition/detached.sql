-- A partition that is to stand by itself is detached and keeps its rows, its keys and its indexes.
-- from
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
insert into public.events values (1, '2024-05-01');
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at);
create table public.events_2024 (id integer, at date, constraint events_2024_pkey primary key (id, at));
create index events_2024_at_idx on public.events_2024 (at);
-- then
select count(*) = 1 from public.events_2024
