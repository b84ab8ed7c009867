-- A function that can't be redefined takes its operator, classes, families' members and indexes along; all of them come
-- back with owner and comment. The operator's negator stays, and so does its view.
-- from
create type public.pair as (a integer, b integer);
create function public.same(one public.pair, other public.pair) returns boolean language sql immutable
  return (one).a = (other).a;
create function public.hash(public.pair) returns integer language sql immutable return hashint4(($1).a);
create operator public.=# (function = public.same, leftarg = public.pair, rightarg = public.pair,
                           commutator = operator(public.=#), negator = operator(public.<>#), hashes);
create function public.differs(public.pair, public.pair) returns boolean language sql immutable
  return ($1).a <> ($2).a;
create operator public.<># (function = public.differs, leftarg = public.pair, rightarg = public.pair,
                            negator = operator(public.=#));
comment on operator public.=# (public.pair, public.pair) is 'the same';
alter operator public.=# (public.pair, public.pair) owner to alice;
create operator family public.pairs using hash;
create operator class public.pairs default for type public.pair using hash family public.pairs as
  operator 1 public.=#, function 1 public.hash(public.pair);
alter operator class public.pairs using hash owner to alice;
create operator family public.others using hash;
alter operator family public.others using hash add operator 1 public.=# (public.pair, public.pair);
create table public.t (p public.pair);
create index i on public.t using hash (p);
create view public.v as select p from public.t where p operator(public.<>#) p;
-- to
create type public.pair as (a integer, b integer);
create function public.same(this public.pair, that public.pair) returns boolean language sql immutable
  return (this).a = (that).a;
create function public.hash(public.pair) returns integer language sql immutable return hashint4(($1).a);
create operator public.=# (function = public.same, leftarg = public.pair, rightarg = public.pair,
                           commutator = operator(public.=#), negator = operator(public.<>#), hashes);
create function public.differs(public.pair, public.pair) returns boolean language sql immutable
  return ($1).a <> ($2).a;
create operator public.<># (function = public.differs, leftarg = public.pair, rightarg = public.pair,
                            negator = operator(public.=#));
comment on operator public.=# (public.pair, public.pair) is 'the same';
alter operator public.=# (public.pair, public.pair) owner to alice;
create operator family public.pairs using hash;
create operator class public.pairs default for type public.pair using hash family public.pairs as
  operator 1 public.=#, function 1 public.hash(public.pair);
alter operator class public.pairs using hash owner to alice;
create operator family public.others using hash;
alter operator family public.others using hash add operator 1 public.=# (public.pair, public.pair);
create table public.t (p public.pair);
create index i on public.t using hash (p);
create view public.v as select p from public.t where p operator(public.<>#) p;
