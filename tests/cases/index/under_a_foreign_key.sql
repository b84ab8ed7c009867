-- A foreign key may lean on a unique index that backs no constraint; it is made anew with the index.
-- from
create table public.users (id integer, name text);
create unique index users_id on public.users (id);
create table public.posts (author integer constraint author references public.users (id));
-- to
create table public.users (id integer, name text);
create unique index users_id on public.users (id) include (name);
create table public.posts (author integer constraint author references public.users (id));
