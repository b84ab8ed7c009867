-- A partition's unique index may be a part of the whole's unique index, and of a key only with a key of its own.
-- from
create table public.events (id integer not null) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.events (id integer not null) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
create unique index whole on public.events (id);
alter table public.events_1 add constraint part_key unique (id);
alter table public.events add constraint whole_key unique (id);
