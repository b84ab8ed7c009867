-- Values are added where they stand; going back makes the type anew, and rows keep their labels.
-- from
create type mood as enum ('b', 'd');
create table t (m mood default 'b', history mood[]);
insert into t values ('b', '{b,d}');
-- to
create type mood as enum ('a', 'b', 'c', 'd', 'e', 'it''s');
create table t (m mood default 'b', history mood[]);
-- then
select (m, history)::text = '(b,"{b,d}")' from t
