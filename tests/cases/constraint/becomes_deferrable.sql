-- A foreign key changes its deferral in place; PostgreSQL makes other constraints anew.
-- from
create table public.users (id integer primary key, name text constraint users_name_key unique);
create table public.posts (
    author integer constraint author references public.users,
    editor integer constraint editor references public.users deferrable initially deferred,
    reader integer constraint reader references public.users deferrable
);
-- to
create table public.users (
    id integer primary key,
    name text constraint users_name_key unique deferrable initially deferred
);
create table public.posts (
    author integer constraint author references public.users deferrable initially deferred,
    editor integer constraint editor references public.users deferrable,
    reader integer constraint reader references public.users
);
