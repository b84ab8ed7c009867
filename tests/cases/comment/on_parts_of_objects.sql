-- The index behind a key and the constraint of a domain have comments of their own.
-- from
create table "T x" ("C y" int primary key, d int); comment on table "T x" is 'old'; comment on constraint "T x_pkey" on "T x" is 'k';
create domain d as int constraint k check (value > 0); comment on constraint k on domain d is 'kk';
create type e as enum ('a');  create type r as range (subtype = int); create aggregate agg(int) (sfunc = int4pl, stype = int);
-- to
create table "T x" ("C y" int primary key, d int); comment on table "T x" is 'new'; comment on column "T x"."C y" is 'c'; comment on index "T x_pkey" is 'i'; comment on constraint "T x_pkey" on "T x" is null;
create domain d as int constraint k check (value > 1); comment on domain d is 'dd'; comment on constraint k on domain d is 'kk';
create type e as enum ('a'); comment on type e is E'multi\nline ''q'' \\';
create type r as range (subtype = int); comment on type r is 'r';
create aggregate agg(int) (sfunc = int4pl, stype = int); comment on aggregate agg(int) is 'agg';
create statistics st on "C y", d from "T x"; comment on statistics st is 'st'; create collation co (locale = 'C'); comment on collation co is 'coll';
comment on schema public is null;
create procedure p() language sql as 'select 1'; comment on procedure p() is 'proc';
