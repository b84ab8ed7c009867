-- A schema comes before what lives in it and goes after.
-- from
create schema old;
create table old.t (a integer primary key);
create view old.v as select a from old.t;
-- to
create schema "New";
create table "New".u (b integer primary key);
create view "New".w as select b from "New".u;
