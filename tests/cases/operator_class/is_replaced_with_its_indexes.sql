-- A class can't be altered: it is made anew, with the indexes that use it, in the family that stays.
-- from
create operator class public."Back" for type integer using btree as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
comment on operator class public."Back" using btree is 'a class';
create table public.t (a integer);
create index i on public.t (a public."Back");
-- to
create function public.back(integer, integer) returns integer language sql immutable return btint4cmp($2, $1);
create operator class public."Back" for type integer using btree as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 public.back(integer, integer);
comment on operator class public."Back" using btree is 'a class';
create table public.t (a integer);
create index i on public.t (a public."Back");
