-- Types, routines, views and sequences that are the same in another schema move there, under what uses them.
-- from
create type mood as enum ('sad', 'happy');
create sequence numbers;
create function double(a integer) returns integer language sql immutable as 'select a * 2';
create table t (a integer default nextval('numbers'), m mood);
create view v as select a, double(a) as b from t;
create view w as select b from v;
insert into t values (default, 'happy');
-- to
create schema app;
create type app.mood as enum ('sad', 'happy');
create sequence app.numbers;
create function app.double(a integer) returns integer language sql immutable as 'select a * 2';
create table t (a integer default nextval('app.numbers'), m app.mood);
create view app.v as select a, app.double(a) as b from t;
create view w as select b from app.v;
-- then
select m = 'happy' and nextval('app.numbers') = 2 from t;
