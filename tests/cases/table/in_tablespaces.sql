-- Tables, indexes, keys and materialized views are made in tablespaces and move between them.
-- since: 15
-- from
create table t (a integer primary key using index tablespace fast, b integer) tablespace "Slow one";
create index i on t (b);
create materialized view m tablespace fast as select a from t;
create table p (a integer) partition by range (a) tablespace fast;
create table gone (a integer) tablespace fast;
-- to
create table t (a integer primary key, b integer) tablespace fast;
create index i on t (b) tablespace "Slow one" where b > 0;
create index j on t (b) tablespace fast;
create materialized view m as select a from t;
create table p (a integer) partition by range (a) tablespace "Slow one";
create table fresh (a integer, unique (a) using index tablespace "Slow one") tablespace fast;
