-- The rows stay, their order changes.
-- from
create collation c (locale = 'C');
create collation other (lc_collate = 'C', lc_ctype = 'POSIX');
create table t (id integer primary key, name text collate c, plain text);
create index on t (name);
create unique index on t (lower(name));
create view v as select name from t;
insert into t values (1, 'a');
-- to
create collation c (locale = 'POSIX');
create table t (id integer primary key, name text collate c, plain text);
create index on t (name);
create unique index on t (lower(name));
create view v as select name from t;
-- then
select name = 'a' from t
