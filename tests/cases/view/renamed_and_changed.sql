-- A view whose query changes with its name: what is said to be a rename is one, under what reads it.
-- from
create table t (a integer, b text);
create view positive as select a, b from t where a > 0;
create view reader as select a from positive;
-- to
create table t (a integer, b text);
-- autogen: renamed from positive
create view large as select a, b from t where a > 1000;
create view reader as select a from large;
