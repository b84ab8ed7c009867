-- A rule that differs in nothing but its name is renamed.
-- from
create table t (a integer);
create view v as select a from t;
create rule r as on insert to v do instead insert into t values (new.a);
-- to
create table t (a integer);
create view v as select a from t;
create rule v_insert as on insert to v do instead insert into t values (new.a);
