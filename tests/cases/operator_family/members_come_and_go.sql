-- A family's own operators and functions are added, exchanged and dropped without touching its class or its indexes.
-- from
create function public.f(integer, bigint) returns integer language sql immutable return btint48cmp($1, $2);
create operator class public.ops for type integer using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
alter operator family public.ops using btree add
  operator 1 < (integer, bigint), operator 3 = (integer, bigint), function 1 (integer, bigint) public.f(integer, bigint);
create table public.t (a integer);
create index i on public.t (a public.ops);
-- to
create operator class public.ops for type integer using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
alter operator family public.ops using btree add
  operator 1 < (integer, bigint), operator 5 > (integer, bigint), function 1 (integer, bigint) btint48cmp(integer, bigint);
create table public.t (a integer);
create index i on public.t (a public.ops);
