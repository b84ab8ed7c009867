-- One class gives way to another as the default of a type, in another family; storage and ordering operators are kept.
-- from
create type public.mood as enum ('sad', 'glad');
create operator class public.first for type public.mood using hash as
  operator 1 = (anyenum, anyenum), function 1 hashenum(anyenum);
create table public.t (a public.mood);
-- to
create type public.mood as enum ('sad', 'glad');
create operator class public.second default for type public.mood using hash as
  operator 1 = (anyenum, anyenum), function 1 hashenum(anyenum), function 2 hashenumextended(anyenum, bigint);
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
create table public.t (a public.mood);
