-- Conditions, default and NOT NULL come and go under the rows.
-- from
create domain d as integer default 1 constraint a check (value > 0) constraint b check (value < 10) constraint c check (value <> 5);
create table t (v d);
insert into t values (3);
-- to
create domain d as integer default 2 not null constraint a check (value > 1) constraint b check (value < 10) constraint renamed check (value <> 5);
create table t (v d);
-- then
select v = 3 from t
