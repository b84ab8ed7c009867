-- What needs the function goes with it and comes back.
-- from
create function f(a integer) returns integer language sql as $$ select a $$;
create function named(a integer) returns integer language sql as $$ select a $$;
create function defaulted(a integer, b integer default 2) returns integer language sql as $$ select a $$;
create function outs(a integer, out x integer, out y text) language sql as $$ select 1, 'a' $$;
create function tab() returns table (x integer) language sql as $$ select 1 $$;
create view v as select f(1), named(2), defaulted(3), x from outs(3);
comment on function f is 'stays';
grant execute on function f to alice;
-- to
create function f(a integer) returns bigint language sql as $$ select a::bigint $$;
create function named(b integer) returns integer language sql as $$ select b $$;
create function defaulted(a integer, b integer) returns integer language sql as $$ select a $$;
create function outs(a integer, out x bigint, out y text) language sql as $$ select 1::bigint, 'a' $$;
create function tab() returns table (x integer, y text) language sql as $$ select 1, 'b' $$;
create view v as select f(1), named(2), defaulted(3, 2), x from outs(3);
comment on function f is 'stays';
grant execute on function f to alice;
