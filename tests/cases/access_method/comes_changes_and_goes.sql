-- An access method comes before the tables and classes that use it; another handler makes it anew, with its classes.
-- from
create access method gone type table handler heap_tableam_handler;
create access method other type index handler bthandler;
create operator class public.ops for type integer using other as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
-- to
create access method "My Heap" type table handler heap_tableam_handler;
comment on access method "My Heap" is 'an access method';
create table public.t (a integer) using "My Heap";
create access method other type index handler hashhandler;
create operator class public.ops for type integer using other as
  operator 1 =, function 1 hashint4(integer);
