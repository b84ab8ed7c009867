-- An owner changes, and what was granted to the new one is part of owning it.
-- from
create schema s;
create table s.t (i serial primary key); create table w (i int);
create sequence q owned by w.i; alter table w owner to alice; alter table s.t owner to alice;
create type e as enum ('a'); grant usage on type e to alice; revoke usage on type e from public;
create function f(int) returns int language sql as 'select 1'; alter function f(int) owner to alice; revoke all on function f(int) from public;
-- to
create schema s authorization bob;
create table s.t (i serial primary key); alter table s.t owner to bob;
grant select on s.t to alice;
create sequence q; create type e as enum ('a'); alter type e owner to alice;
create function f(int) returns int language sql as 'select 1'; alter function f(int) owner to bob;
create procedure p(int) language sql as 'select 1'; alter procedure p(int) owner to bob; revoke execute on procedure p(int) from public;
create aggregate agg(int) (sfunc = int4pl, stype = int); alter aggregate agg(int) owner to alice; revoke all on function agg(int) from public;
create aggregate cnt(*) (sfunc = int8inc, stype = bigint, initcond = '0'); revoke all on function cnt() from public;
