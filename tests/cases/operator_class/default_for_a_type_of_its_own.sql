-- One class gives way to another as the default of a type; what an index stores and orders by is kept.
-- from
create type public.pair as (a integer, b integer);
create function public.same(public.pair, public.pair) returns boolean language sql immutable
  return ($1).a = ($2).a and ($1).b = ($2).b;
create function public.hash(public.pair) returns integer language sql immutable return hashint4(($1).a);
create operator public.=# (function = public.same, leftarg = public.pair, rightarg = public.pair,
                           commutator = operator(public.=#), hashes);
create operator class public.first default for type public.pair using hash as
  operator 1 public.=#, function 1 public.hash(public.pair);
create table public.t (a public.pair);
create index i on public.t using hash (a);
-- to
create type public.pair as (a integer, b integer);
create function public.same(public.pair, public.pair) returns boolean language sql immutable
  return ($1).a = ($2).a and ($1).b = ($2).b;
create function public.hash(public.pair) returns integer language sql immutable return hashint4(($1).a);
create function public.hash2(public.pair) returns integer language sql immutable return hashint4(($1).b);
create operator public.=# (function = public.same, leftarg = public.pair, rightarg = public.pair,
                           commutator = operator(public.=#), hashes);
create operator class public.first for type public.pair using hash as
  operator 1 public.=#, function 1 public.hash(public.pair);
create operator class public.second default for type public.pair using hash as
  operator 1 public.=#, function 1 public.hash2(public.pair);
create operator family public.points using gist;
create operator class public.points for type point using gist family public.points as
  operator 11 |>> (point, point),
  operator 15 <-> (point, point) for order by pg_catalog.float_ops,
  function 1 gist_point_consistent(internal, point, smallint, oid, internal),
  function 2 gist_box_union(internal, internal),
  function 5 gist_box_penalty(internal, internal, internal),
  function 6 gist_box_picksplit(internal, internal),
  function 7 gist_box_same(box, box, internal),
  storage box;
create table public.t (a public.pair);
create index i on public.t using hash (a);
