-- From 18, a name that somebody chose for a NOT NULL changes, though a partition calls its own by another.
-- since: 18
-- from
create table public.events (id integer constraint numbered not null) partition by list (id);
create table public.one partition of public.events for values in (1);
create table public.two (id integer constraint second not null);
alter table public.events attach partition public.two for values in (2);
insert into public.events values (1), (2);
-- to
create table public.events (id integer constraint counted not null) partition by list (id);
create table public.one partition of public.events for values in (1);
create table public.two (id integer constraint second not null);
alter table public.events attach partition public.two for values in (2);
-- then
select count(*) = 2 from public.events
