-- From 18, a partition calls its NOT NULL as the whole does, and itself once it is detached.
-- since: 18
-- from
create table public.events (id integer not null, at date not null) partition by list (id);
create table public.one partition of public.events for values in (1);
create table public.two (id integer not null, at date not null);
-- to
create table public.events (id integer not null, at date not null) partition by list (id);
create table public.one (id integer not null, at date not null);
create table public.two partition of public.events for values in (2);
