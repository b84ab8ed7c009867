-- A REVOKE on a table takes the same privileges from its columns; those that stay are given again.
-- from
create table t (a int, b int, c int);
grant select, insert, update on t to alice;
grant select (a), update (a) on t to alice;
grant select on t to bob with grant option;
grant select (c) on t to bob with grant option;
grant update on t to bob with grant option;
-- to
create table t (a int, b int, c int);
grant select (a), update (a, b) on t to alice;
grant insert on t to alice;
grant select (c) on t to bob with grant option;
grant update on t to bob;
