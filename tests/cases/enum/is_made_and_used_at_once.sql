-- A new type and its first user.
-- from
create table t (id integer);
-- to
create type "Mood" as enum ('a\b', 'x"y');
comment on type "Mood" is 'quoted';
create table t (id integer, m "Mood" default 'a\b');
