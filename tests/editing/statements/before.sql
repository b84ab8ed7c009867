create table posts (id bigint, at date, author bigint);

-- For the list.
create index posts_at on posts (at desc); -- newest first
-- Not needed.
create index posts_author on posts (author);

-- All of them.
create view all_posts as
    select id, -- the key
           at
    from posts;

comment on table posts is 'Posts'; -- for psql
comment on column posts.at is 'When';
