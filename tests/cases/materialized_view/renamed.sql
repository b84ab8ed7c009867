-- A materialized view is renamed with its index, and stays populated.
-- from
create table t (a integer, b text);
insert into t values (1, 'a');
create materialized view totals as select b, sum(a) as total from t group by b;
create unique index totals_b_idx on totals (b);
-- to
create table t (a integer, b text);
create materialized view sums as select b, sum(a) as total from t group by b;
create unique index sums_b_idx on sums (b);
-- then
select count(*) = 1 from sums;
