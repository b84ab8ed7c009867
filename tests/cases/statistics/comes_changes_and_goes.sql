-- Kinds and expressions make it anew, the target changes in place.
-- from
create table t (a integer, b integer, c text);
create statistics one (ndistinct) on a, b from t;
create statistics two on a, b from t;
create statistics gone on a, c from t;
comment on statistics two is 'second';
create table dropped (a integer, b integer);
create statistics with_table on a, b from dropped;
-- to
create table t (a integer, b integer, c text);
create statistics one (ndistinct, mcv) on a, b from t;
create statistics two on a, b from t;
alter statistics two set statistics 500;
comment on statistics two is 'second';
create statistics three on (a + b), lower(c) from t;
alter statistics three set statistics 0;
