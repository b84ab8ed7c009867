-- A function whose body changes with its name, as somebody says, is renamed under what calls it.
-- from
create table t (a text);
create function clean(a text) returns text language sql immutable as 'select trim(a)';
create index t_clean on t (clean(a));
create view v as select clean(a) as a from t;
-- to
create table t (a text);
-- autogen: renamed from clean
create function cleaned(a text) returns text language sql immutable as 'select trim(lower(a))';
create index t_clean on t (cleaned(a));
create view v as select cleaned(a) as a from t;
