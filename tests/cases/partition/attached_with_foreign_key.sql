-- A partition gets the whole's foreign keys and checks by being attached.
-- from
create table public.users (id integer primary key);
create table public.events (
    id integer constraint author references public.users,
    at date not null constraint recent check (at > '2000-01-01')
) partition by range (at);
create table public.old_events (id integer, at date not null constraint recent check (at > '2000-01-01'));
-- to
create table public.users (id integer primary key);
create table public.events (
    id integer constraint author references public.users,
    at date not null constraint recent check (at > '2000-01-01')
) partition by range (at);
create table public.old_events partition of public.events for values from ('2024-01-01') to ('2025-01-01');
