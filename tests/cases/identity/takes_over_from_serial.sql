-- A serial column becomes an identity column and keeps its values.
-- from
create table t (id serial primary key, v text);
insert into t (v) values ('x');
-- to
create table t (id integer generated always as identity primary key, v text);
-- then
select id = 1 from t
