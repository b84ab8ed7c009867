-- An extension is made before the rights on its members, and takes them along when it is dropped.
-- from
-- to
create schema "S";
create extension ltree schema "S";
revoke execute on function "S".nlevel("S".ltree) from public;
grant usage on type "S".lquery to alice with grant option;
revoke usage on type "S".lquery from public;
