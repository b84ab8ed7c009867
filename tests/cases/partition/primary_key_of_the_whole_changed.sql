-- A key of the whole can't be changed while parts are attached to it: all of them are made anew.
-- from
create table public.events (id integer, at date, n integer, constraint events_pkey primary key (id, at)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
insert into public.events values (1, '2024-05-01', 2);
-- to
create table public.events (id integer, at date, n integer, constraint events_pkey primary key (at, n)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01');
-- then
select count(*) = 1 from public.events
