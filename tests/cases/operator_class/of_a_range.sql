-- A range over a class of one's own comes after the class, and is made anew with it.
-- from
create operator class public.ops for type integer using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
create type public.span as range (subtype = integer, subtype_opclass = public.ops);
-- to
create function public.cmp(integer, integer) returns integer language sql immutable return btint4cmp($1, $2);
create operator class public.ops for type integer using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 public.cmp(integer, integer);
create type public.span as range (subtype = integer, subtype_opclass = public.ops);
create operator class public.backwards for type integer using btree as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
create type public.naps as range (subtype = integer, subtype_opclass = public.backwards);
