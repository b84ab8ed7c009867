-- A constraint that is declared NOT VALID is added so, over rows that break it.
-- from
create table public.users (id integer primary key);
create table public.posts (author integer, likes integer);
insert into public.posts values (7, -1);
-- to
create table public.users (id integer primary key);
create table public.posts (author integer, likes integer);
alter table public.posts add constraint author foreign key (author) references public.users not valid;
alter table public.posts add constraint likes_positive check (likes >= 0) not valid;
-- then
select count(*) = 1 from public.posts
