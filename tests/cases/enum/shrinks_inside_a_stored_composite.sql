-- A composite type that tables store follows the enum that an attribute has.
-- from
create type mood as enum ('sad', 'ok');
create type state as (m mood, at date);
create table t (id integer, s state, all_of state[]);
insert into t values (1, '(ok,2020-01-01)', '{"(ok,)"}'), (2, null, null), (3, '(,)', null);
-- to
create type mood as enum ('ok');
create type state as (m mood, at date);
create table t (id integer, s state, all_of state[]);
-- then
select array_agg(t::text order by id) = array['(1,"(ok,2020-01-01)","{""(ok,)""}")', '(2,,)', '(3,"(,)",)'] from t
