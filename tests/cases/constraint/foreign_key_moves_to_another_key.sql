-- A foreign key stays where the key that it leaned on goes, if another key serves it.
-- from
create table public.users (id integer constraint a_first unique);
create table public.posts (author integer constraint posts_author_fkey references public.users (id));
-- to
create table public.users (id integer constraint b_second unique);
create table public.posts (author integer constraint posts_author_fkey references public.users (id));
