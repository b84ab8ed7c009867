-- A key and what references it change their type; the foreign key stands all the while.
-- from
create table public.users (id integer primary key);
create table public.posts (author integer references public.users);
insert into public.users values (1);
insert into public.posts values (1);
-- to
create table public.users (id bigint primary key);
create table public.posts (author bigint references public.users);
-- then
select count(*) = 1 from public.posts join public.users on author = id
