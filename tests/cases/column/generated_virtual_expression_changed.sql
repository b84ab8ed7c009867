-- From 18, a column may be computed when it is read; another expression touches no rows, and stored is another column.
-- since: 18
-- from
create table public.posts (likes integer, twice integer generated always as (likes * 2) virtual, kept integer generated always as (likes + 1) stored, free integer generated always as (likes - 1) virtual);
-- to
create table public.posts (likes integer, twice integer generated always as (likes + likes) virtual, kept integer generated always as (likes + 1) virtual, free integer);
