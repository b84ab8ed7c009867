-- Statistics that differ in nothing but their name are renamed.
-- from
create table t (a integer, b integer);
create statistics s (dependencies) on a, b from t;
-- to
create table t (a integer, b integer);
create statistics t_a_b (dependencies) on a, b from t;
