-- A table that is to be a partition gets the check of the whole first.
-- from
create table public.events (id integer constraint positive check (id > 0)) partition by list (id);
create table public.old (id integer);
-- to
create table public.events (id integer constraint positive check (id > 0)) partition by list (id);
create table public.old partition of public.events for values in (1);
