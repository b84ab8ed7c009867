-- A column goes with its default, its index and its constraints, each dropped by name first if it isn't the column's own.
-- from
create table public.users (id integer primary key);
create table public.posts (
    id integer,
    author integer default 1 constraint author references public.users,
    slug text constraint slug_unique unique,
    likes integer constraint positive check (likes > 0)
);
create index posts_author_idx on public.posts (author, id);
-- to
create table public.users (id integer primary key);
create table public.posts (id integer);
