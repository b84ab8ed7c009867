-- A server that only has another name is renamed, and what is on it stays.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw options (host 'a');
create user mapping for public server s;
create foreign table t (a integer) server s;
-- to
create extension postgres_fdw;
-- autogen: renamed from s
create server "S" foreign data wrapper postgres_fdw options (host 'a');
create user mapping for public server "S";
create foreign table t (a integer) server "S";
