-- An extension that moves to another schema keeps the rights that were given on its members.
-- from
create schema a;
create schema b;
create extension tablefunc schema a;
revoke execute on function a.crosstab(text) from public;
-- to
create schema a;
create schema b;
create extension tablefunc schema b;
revoke execute on function b.crosstab(text) from public;
