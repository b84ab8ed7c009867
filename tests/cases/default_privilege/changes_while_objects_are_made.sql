-- Objects made or remade while default privileges come, go and change end up with what was declared.
-- from
alter default privileges grant select, delete on tables to alice;
alter default privileges in schema public grant insert, update on tables to bob;
alter default privileges revoke execute on functions from public;
create table t (a int, b int); 
create view v as select a, b from t; revoke insert on v from bob;
create materialized view m as select b from t; grant insert on m to alice;
-- to
alter default privileges grant select on tables to bob;
alter default privileges in schema public grant insert on tables to bob with grant option;
alter default privileges grant execute on functions to bob;
create table t (a text, b int); 
create view v as select b, a from t; grant select on v to bob;
create materialized view m as select a from t; revoke all on m from bob;
