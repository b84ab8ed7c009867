-- Two constraints that say the same are two constraints; which of them a foreign key leans on doesn't matter.
-- from
create table public.users (id integer, constraint users_a unique (id), constraint positive check (id > 0));
create table public.posts (author integer references public.users (id));
-- to
create table public.users (
    id integer,
    constraint users_a unique (id),
    constraint users_b unique (id),
    constraint positive check (id > 0),
    constraint positive_too check (id > 0)
);
create table public.posts (author integer references public.users (id));
