create table posts (id bigint, at date, author bigint);
create index posts_at on posts (at desc, id);
create view all_posts as select id, at, author from posts;
comment on table posts is 'All posts';
create view later as select 1 as a;
