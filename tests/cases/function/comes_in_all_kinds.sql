-- A procedure, a set, polymorphic and variadic arguments, names that need quotes, a parsed body.
-- from
create function swap(a integer) returns integer language sql as $$ select a $$;
-- to
create procedure swap(inout a integer, b text default 'x''y') language plpgsql as $$ begin a := 1; end $$;
create function "Odd (Name)"("In" anyelement, variadic "Rest" anyarray) returns setof anyelement rows 5 language sql as $$ select $1 $$;
create table t (id integer, label text);
create function parsed(a integer) returns integer language sql begin atomic select a + count(*)::integer from t; select a; end;
create function rows_of(t) returns t language sql as $$ select $1 $$;
create function backslash() returns text language sql as $_$ select E'\\ $$ $function$' $_$;
create function same(integer) returns integer language sql as 'select $1';
create function same(text) returns integer language sql as 'select 1';
