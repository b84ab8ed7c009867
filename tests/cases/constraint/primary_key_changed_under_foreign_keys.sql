-- Foreign keys lean on the key that they reference: they go before it changes and come back after it.
-- from
create table public.users (id integer constraint users_pkey primary key, tenant integer not null);
create table public.posts (author integer constraint posts_author_fkey references public.users (id));
insert into public.users values (1, 1);
insert into public.posts values (1);
-- to
create table public.users (
    id integer not null,
    tenant integer not null,
    constraint users_pkey primary key (id) include (tenant)
);
create table public.posts (author integer constraint posts_author_fkey references public.users (id));
-- then
select count(*) = 1 from public.posts
