-- A new type moves views, a generated column, a default, an index, a check and a key out of the way, and back.
-- from
create table public.posts (
    id integer constraint posts_pkey primary key,
    likes integer default 0 constraint positive check (likes >= 0),
    twice integer generated always as (likes * 2) stored
);
create index posts_likes on public.posts (likes) where likes > 10;
create view public.popular as select id, likes, twice from public.posts where likes > 100;
create view public.most_popular as select id, likes from public.popular where likes > 1000;
insert into public.posts (id, likes) values (1, 7);
-- to
create table public.posts (
    id integer constraint posts_pkey primary key,
    likes bigint default 0 constraint positive check (likes >= 0),
    twice bigint generated always as (likes * 2) stored
);
create index posts_likes on public.posts (likes) where likes > 10;
create view public.popular as select id, likes, twice from public.posts where likes > 100;
create view public.most_popular as select id, likes from public.popular where likes > 1000;
-- then
select likes = 7 and twice = 14 from public.posts
