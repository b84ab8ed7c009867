-- A composite without attributes, and one that a function gives.
-- from

-- to
create type nothing as ();
create type pair as (a integer, b text[]);
create function f() returns setof pair language sql as $$ select 1, '{}'::text[] $$;
create table t (p pair, ps pair[]);
