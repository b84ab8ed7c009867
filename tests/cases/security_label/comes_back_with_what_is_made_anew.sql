-- What is made anew, or is no part of the tables any more, gets its labels again.
-- from
create type mood as enum ('sad', 'glad');
create table t (a integer, m mood);
create view v as select a from t;
security label for autogen_test on type mood is 'type';
security label for autogen_test on column t.a is 'column';
security label for autogen_test on view v is 'view';
security label for autogen_test on column v.a is 'of a view';
-- to
create type mood as enum ('glad');
create table t (a bigint, m mood);
create view v as select a from t;
security label for autogen_test on type mood is 'type';
security label for autogen_test on column t.a is 'column';
security label for autogen_test on view v is 'view';
security label for autogen_test on column v.a is 'of a view';
