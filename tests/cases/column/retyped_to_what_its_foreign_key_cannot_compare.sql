-- Text can't reference an integer on the way: the foreign key goes first and comes last.
-- from
create table public.users (id integer primary key);
create table public.posts (author integer constraint author references public.users);
insert into public.users values (1);
insert into public.posts values (1);
-- to
create table public.users (id text primary key);
create table public.posts (author text constraint author references public.users);
-- then
select count(*) = 1 from public.posts join public.users on author = id
