-- A class and its family are renamed in place, under the index that uses them.
-- from
create operator family public.old_ops using btree;
create operator class public.old_ops for type integer using btree family public.old_ops as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
create table public.t (a integer);
create index i on public.t (a public.old_ops);
-- to
create operator family public."New Ops" using btree;
create operator class public."New Ops" for type integer using btree family public."New Ops" as
  operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
create table public.t (a integer);
create index i on public.t (a public."New Ops");
