-- PostgreSQL can't change a server's type or wrapper, so everything on the server is made again.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create user mapping for alice server s options (user 'joe');
create foreign table t (a integer) server s;
create view v as select a from t;
grant select on t to bob;
-- to
create extension postgres_fdw;
create server s type 'archive' foreign data wrapper postgres_fdw;
create user mapping for alice server s options (user 'joe');
create foreign table t (a integer) server s;
create view v as select a from t;
grant select on t to bob;
