-- Usual and unusual names, a subtype of its own difference.
-- from

-- to
create function time_diff(x time, y time) returns float8 language sql immutable strict as $$ select extract(epoch from (x - y))::float8 $$;
create type timerange as range (subtype = time, subtype_diff = time_diff);
create type span as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops, multirange_type_name = spans);
create table t (r timerange, s spans);
create function f(span) returns text language sql as $$ select lower($1) $$;
