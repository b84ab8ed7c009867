-- Two tables may reference each other: foreign keys come after both.
-- from
-- to
create table public.users (id integer primary key, favourite integer);
create table public.posts (id integer primary key, author integer references public.users);
alter table public.users add foreign key (favourite) references public.posts;
