-- What a partition needs of the whole's keys and indexes it has already, so attaching builds nothing anew.
-- from
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at);
create table public.old_events (id integer, at date, constraint old_events_pkey primary key (id, at));
create index old_events_at_idx on public.old_events (at);
insert into public.old_events values (1, '2024-05-01');
-- to
create table public.events (id integer, at date, constraint events_pkey primary key (id, at)) partition by range (at);
create index events_at on public.events (at);
create table public.old_events partition of public.events for values from ('2024-01-01') to ('2025-01-01');
-- then
select count(*) = 1 from public.events
