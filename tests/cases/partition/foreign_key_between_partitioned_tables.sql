-- Both ends of a foreign key may be partitioned.
-- from
-- to
create table public.users (id integer primary key) partition by hash (id);
create table public.users_0 partition of public.users for values with (modulus 1, remainder 0);
create table public.posts (id integer, author integer constraint author references public.users) partition by list (id);
create table public.posts_1 partition of public.posts for values in (1);
