-- A column of a partition key can't change its type: the whole is made anew, and its partitions keep their rows.
-- from
create table t (id integer, b text) partition by range (id);
create table t1 partition of t for values from (0) to (10);
insert into t values (1, 'a');
-- to
create table t (id bigint, b text) partition by range (id);
create table t1 partition of t for values from (0) to (10);
-- then
select count(*) = 1 from t
