-- A foreign table keeps its name and grants while columns, options, checks and triggers change.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create function f() returns trigger language plpgsql as 'begin return new; end';
create foreign table t (
    a integer options (column_name 'x') not null,
    b text default 'b',
    c varchar(10) collate "C",
    d integer,
    constraint positive check (a > 0)
) server s options (schema_name 'p', table_name 'q');
create trigger g before insert on t for each row execute function f();
create view v as select b from t;
comment on column t.d is 'goes';
grant select on t to alice;
-- to
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create function f() returns trigger language plpgsql as 'begin return new; end';
create foreign table t (
    a bigint options (column_name 'y'),
    b text default 'c' not null,
    c varchar(10) collate "C",
    e integer[] options (column_name 'it''s') not null,
    constraint positive check (a > 1) not valid
) server s options (table_name 'r', updatable 'false');
alter foreign table t alter column b set statistics 10;
create trigger g before insert on t for each row execute function f();
alter foreign table t disable trigger g;
create view v as select b from t;
comment on foreign table t is 'elsewhere';
comment on column t.e is 'comes';
grant select (b) on t to bob;
