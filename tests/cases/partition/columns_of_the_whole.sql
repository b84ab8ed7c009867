-- Columns are added to, dropped from and altered in the whole; partitions follow by themselves.
-- from
create table public.events (id integer, at date, gone text, kept varchar(5)) partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01')
    partition by list (id);
create table public.events_2024_1 partition of public.events_2024 for values in (1);
insert into public.events values (1, '2024-05-01', 'x', 'y');
-- to
create table public.events (id integer, at date, kept text not null, added integer default 5 not null)
    partition by range (at);
create table public.events_2024 partition of public.events for values from ('2024-01-01') to ('2025-01-01')
    partition by list (id);
create table public.events_2024_1 partition of public.events_2024 for values in (1);
-- then
select added = 5 and kept = 'y' from public.events
