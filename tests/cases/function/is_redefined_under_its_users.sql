-- A new body and new options leave the index and the generated column alone.
-- from
create function f(a integer, b integer) returns integer language sql immutable as $$ select a + b $$;
create table t (id integer, g integer generated always as (f(id, 1)) stored);
create index on t (f(id, 2));
create view v as select f(id, 3) from t;
comment on function f is 'adds';
revoke execute on function f from public;
-- to
create function f(a integer, b integer) returns integer language plpgsql immutable strict parallel safe cost 5 security definer leakproof set search_path = public, "odd, name" set work_mem = '1MB' as $function$ begin return a + b; -- $$
end $function$;
create table t (id integer, g integer generated always as (f(id, 1)) stored);
create index on t (f(id, 2));
create view v as select f(id, 3) from t;
comment on function f is 'adds';
revoke execute on function f from public;
