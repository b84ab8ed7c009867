-- Objects of schemas that need each other come in an order that works.
-- from
-- to
create schema a;
create schema b;
create table b.users (id integer primary key);
create table a.posts (id integer primary key, author integer references b.users);
create view b.authors as select author from a.posts;
alter table b.users add favourite integer references a.posts;
