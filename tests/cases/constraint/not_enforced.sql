-- From 18, a check or a foreign key may be declared without being enforced.
-- since: 18
-- from
create table public.users (id integer primary key);
create table public.posts (
    author integer constraint author references public.users not enforced,
    likes integer constraint positive check (likes > 0) not enforced,
    views integer constraint seen check (views > 0)
);
-- to
create table public.users (id integer primary key);
create table public.posts (
    author integer constraint author references public.users,
    likes integer constraint positive check (likes > 0),
    views integer constraint seen check (views > 0) not enforced
);
