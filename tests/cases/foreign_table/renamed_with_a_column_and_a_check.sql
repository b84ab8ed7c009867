-- A foreign table, its columns and its checks are renamed.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create foreign table t (a integer, b integer, constraint c check (a > 0)) server s;
create view v as select a from t;
-- to
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
-- autogen: renamed from t
create foreign table "T" (
    -- autogen: renamed from a
    "A" integer,
    b integer,
    -- autogen: renamed from c
    constraint d check ("A" > 0)
) server s;
create view v as select "A" as a from "T";
