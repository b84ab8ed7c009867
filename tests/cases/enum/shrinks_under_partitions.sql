-- The parent carries its partitions along.
-- from
create type mood as enum ('sad', 'ok');
create table t (id integer, m mood) partition by range (id);
create table t1 partition of t for values from (0) to (10);
create table p (m mood);
create table c () inherits (p);
insert into t values (1, 'ok');
-- to
create type mood as enum ('ok');
create table t (id integer, m mood) partition by range (id);
create table t1 partition of t for values from (0) to (10);
create table p (m mood);
create table c () inherits (p);
-- then
select m::text = 'ok' from t
