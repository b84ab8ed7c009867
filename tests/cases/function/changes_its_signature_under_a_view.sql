-- A function with other arguments is another function; the view that calls it goes over to the new one.
-- from
create table t (a integer);
create function f(a integer) returns integer language sql as $$ select a $$;
create view v as select f(a) as x from t;
create view w as select x from v;
-- to
create table t (a integer);
create function f(a integer, b text) returns integer language sql as $$ select a $$;
create view v as select f(a, 'b') as x from t;
create view w as select x from v;
