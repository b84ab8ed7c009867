-- The part of an index may have any name: it is attached by name, not by PostgreSQL's guess.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create index part on public.events_1 (id);
create index whole on public.events (id);
