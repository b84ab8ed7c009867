-- The foreign key of a partitioned table is made anew or deferred for all partitions at once.
-- from
create table public.users (id integer primary key);
create table public.events (
    id integer,
    author integer constraint author references public.users,
    editor integer constraint editor references public.users
) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
-- to
create table public.users (id integer primary key);
create table public.events (
    id integer,
    author integer constraint author references public.users deferrable initially deferred,
    editor integer constraint editor references public.users on delete cascade
) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
