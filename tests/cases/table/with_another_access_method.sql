-- The access method of a table and of a materialized view is stated where it isn't heap, and changed in place.
-- since: 15
-- from
create access method mine type table handler heap_tableam_handler;
create table t (a integer);
create table u (a integer) using mine;
create materialized view m as select a from t;
-- to
create access method mine type table handler heap_tableam_handler;
create table t (a integer) using mine;
create table u (a integer);
create materialized view m using mine as select a from t;
create table fresh (a integer) using mine;
