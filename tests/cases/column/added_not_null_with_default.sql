-- A column that is NOT NULL with a default is added to a table with rows in one statement, without a rewrite.
-- from
create table public.posts (id integer);
insert into public.posts values (1), (2);
-- to
create table public.posts (id integer, likes integer default 0 not null);
-- then
select sum(likes) = 0 from public.posts
