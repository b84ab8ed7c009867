create table posts (id bigint, at date, author bigint);

-- For the list.
create index posts_at on posts (at desc, id); -- newest first

-- All of them.
create view all_posts as
    select id, -- the key
           at,
    posts.author
    from posts;

comment on table posts is 'All posts'; -- for psql

CREATE VIEW public.later AS
 SELECT 1 AS a;
