-- The order of attributes is that of row literals.
-- from
create type c as (a integer, b text);
create function f(c) returns integer language sql as $$ select ($1).a $$;
-- to
create type c as (b text, a integer);
create function f(c) returns integer language sql as $$ select ($1).a $$;
