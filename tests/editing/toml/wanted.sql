create table posts (id bigint generated always as identity primary key, author_id bigint, likes int not null default 0);
create index posts_author on posts (author_id);
create type mood as enum ('sad', 'ok', 'happy');
create table tags (name text);
create cast (text as integer) with inout;
