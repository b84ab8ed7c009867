-- An aggregate is renamed under the view that uses it.
-- from
create aggregate total (integer) (sfunc = int4pl, stype = integer, initcond = '0');
create table t (a integer);
create view v as select total(a) as all_of_them from t;
-- to
create aggregate sum_of (integer) (sfunc = int4pl, stype = integer, initcond = '0');
create table t (a integer);
create view v as select sum_of(a) as all_of_them from t;
