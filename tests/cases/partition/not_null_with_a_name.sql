-- What a table has from a whole or a parent gets the name that somebody chose when it comes or goes.
-- since: 18
-- from
create table public.events (id integer constraint numbered not null) partition by list (id);
create table public.one partition of public.events for values in (1);
create table public.two (id integer constraint second not null);
create table public.three partition of public.events for values in (3);
create table public.parent (id integer constraint known not null);
create table public.child (id integer constraint known not null) inherits (public.parent);
-- to
create table public.events (id integer constraint numbered not null) partition by list (id);
create table public.one (id integer constraint first not null);
create table public.two (id integer constraint numbered not null);
alter table public.events attach partition public.two for values in (2);
create table public.three partition of public.events for values in (3, 4);
create table public.parent (id integer constraint known not null);
create table public.child (id integer not null);
