-- What was NOT VALID is validated in place; the way back makes it anew, since nothing makes a valid constraint invalid.
-- from
create table public.users (id integer primary key);
create table public.posts (author integer, likes integer);
alter table public.posts add constraint author foreign key (author) references public.users not valid;
alter table public.posts add constraint likes_positive check (likes >= 0) not valid;
-- to
create table public.users (id integer primary key);
create table public.posts (
    author integer constraint author references public.users,
    likes integer constraint likes_positive check (likes >= 0)
);
