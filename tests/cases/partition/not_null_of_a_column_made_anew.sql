-- From 18, a partition whose column is made anew as it is detached gives its NOT NULL no other name afterwards.
-- since: 18
-- from
create table public.events (id integer not null, doubled integer generated always as (id * 2) stored not null) partition by list (id);
create table public.one partition of public.events for values in (1);
create table public.two (id integer not null, doubled integer generated always as (id * 3) stored not null);
-- to
create table public.events (id integer not null, doubled integer generated always as (id * 2) stored not null) partition by list (id);
create table public.one (id integer not null, doubled integer generated always as (id * 3) virtual not null);
create table public.two partition of public.events for values in (2);
