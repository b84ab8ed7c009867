-- A partition key can't change its type: the whole is made anew, and its partitions keep their rows.
-- from
create type mood as enum ('sad', 'so-so', 'ok');
create table t (m mood not null, id integer, primary key (m, id), check (id > 0)) partition by list (m);
create table t_ok partition of t for values in ('ok', 'so-so');
create table t_sad partition of t for values in ('sad');
create index on t (id);
create view v as select id from t;
grant select on t to alice;
insert into t values ('so-so', 1), ('ok', 2), ('sad', 3);
-- to
-- autogen: map 'so-so' to 'ok'
create type mood as enum ('ok', 'sad');
create table t (m mood not null, id integer, primary key (m, id), check (id > 0)) partition by list (m);
create table t_ok partition of t for values in ('ok');
create table t_sad partition of t for values in ('sad');
create index on t (id);
create view v as select id from t;
grant select on t to alice;
-- then
select array_agg(t::text order by id) = '{"(ok,1)","(ok,2)","(sad,3)"}' from t
