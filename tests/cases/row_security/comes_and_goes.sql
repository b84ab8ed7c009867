-- Row-level security is switched on, forced and switched off.
-- from
create table public.a (id integer);
create table public.b (id integer);
alter table public.b enable row level security, force row level security;
-- to
create table public.a (id integer);
alter table public.a enable row level security, force row level security;
create table public.b (id integer);
alter table public.b enable row level security;
create table public.c (id integer);
alter table public.c enable row level security;
