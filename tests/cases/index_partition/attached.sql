-- An index of a partition is attached to the whole's without being built again.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create index whole on only public.events (id);
create index part on public.events_1 (id);
-- to
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create index part on public.events_1 (id);
create index whole on public.events (id);
