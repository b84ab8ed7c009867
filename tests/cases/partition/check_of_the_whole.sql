-- A check of the whole reaches its partitions without a statement for each.
-- from
create table public.events (id integer, constraint gone check (id < 100), constraint changed check (id > 0))
    partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.events (id integer, constraint added check (id < 50), constraint changed check (id > -1))
    partition by list (id);
create table public.events_1 partition of public.events for values in (1);
