-- An operator class comes with its operators and functions, its family with members of their own, and goes again.
-- from
create table public.t (a integer);
-- to
create function public.back(integer, integer) returns integer language sql immutable return btint4cmp($2, $1);
create function public.back(integer, bigint) returns integer language sql immutable return btint84cmp($2, $1);
create operator family public.backwards using btree;
create operator class public.backwards for type integer using btree family public.backwards as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 public.back(integer, integer);
alter operator family public.backwards using btree add
  operator 1 > (integer, bigint), operator 3 = (integer, bigint), function 1 (integer, bigint) public.back(integer, bigint);
comment on operator class public.backwards using btree is 'a class';
comment on operator family public.backwards using btree is 'a family';
alter operator class public.backwards using btree owner to alice;
alter operator family public.backwards using btree owner to bob;
create table public.t (a integer);
create index i on public.t (a public.backwards);
