-- An index ON ONLY the whole stays without parts, however alike an index of a partition is.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create index whole on only public.events (id);
create index apart on public.events_1 (id);
