-- Two columns that have each other's names, as somebody says, are renamed through a third name, under an index and a view.
-- from
create table t (id integer, first text, last varchar);
create index t_first on t (first);
create view v as select first from t;
insert into t values (1, 'a', 'b');
-- to
create table t (
    id integer,
    -- autogen: renamed from last
    first varchar,
    -- autogen: renamed from first
    last text
);
create index t_first on t (last);
create view v as select last as first from t;
-- then
select first = 'b' and last = 'a' from t;
