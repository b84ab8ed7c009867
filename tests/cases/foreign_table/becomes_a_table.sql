-- A foreign table gives way to a table of the same name, and to another server's.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create server z foreign data wrapper postgres_fdw;
create foreign table t (a integer) server s;
create foreign table u (a integer) server s;
create view v as select t.a from t, u;
-- to
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create server z foreign data wrapper postgres_fdw;
create table t (a integer);
create foreign table u (a integer) server z;
create view v as select t.a from t, u;
