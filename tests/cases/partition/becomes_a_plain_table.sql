-- A table can't become partitioned in place: it is made anew, and the rows of its partitions go.
-- from
create table public.events (id integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.events (id integer);
