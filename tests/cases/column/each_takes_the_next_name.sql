-- A chain of renames in a table, of columns that nothing else tells apart.
-- from
create table t (id integer, a text, b text);
insert into t values (1, 'a', 'b');
-- to
create table t (
    id integer,
    -- autogen: renamed from a
    b text,
    -- autogen: renamed from b
    c text
);
-- then
select b = 'a' and c = 'b' from t;
