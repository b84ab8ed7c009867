-- The copies that partitions have of a trigger can fire at other times than the original.
-- from
create function f() returns trigger language plpgsql as $$begin return new; end$$;
create table t (a int, b int); create table p (i int) partition by range (i); create table p1 partition of p for values from (0) to (1); create table p2 partition of p for values from (1) to (2);
create trigger a after insert on t for each row execute function f(); alter table t disable trigger a;
create trigger b after insert on t for each row execute function f();
create trigger c after insert on t for each row execute function f(); alter table t disable trigger c;
create trigger x after insert on p for each row execute function f(); alter table p1 enable always trigger x;
create trigger y after insert on p for each row execute function f(); alter table p1 disable trigger y;
create rule r as on delete to t do instead nothing;
create view v as select a from t; create rule vi as on insert to v do instead insert into t values (new.a, 1); comment on rule vi on v is 'z';
-- to
create function f() returns trigger language plpgsql as $$begin return new; end$$;
create table t (a int, b int); create table p (i int) partition by range (i); create table p1 partition of p for values from (0) to (1); create table p2 partition of p for values from (1) to (2);
create trigger a after insert on t for each row execute function f();
create trigger b after insert or update on t for each row execute function f(); alter table t enable replica trigger b;
create trigger c after insert on t for each row execute function f(); alter table t enable always trigger c;
create trigger x after insert on p for each row execute function f(); alter table p disable trigger x; alter table p1 enable always trigger x;
create trigger y after insert on p for each row execute function f(); alter table p2 disable trigger y;
create rule r as on delete to t do instead nothing; alter table t disable rule r;
create view v as select * from t; create rule vi as on insert to v do instead insert into t values (new.a, new.b); create trigger vt instead of update on v for each row execute function f();
comment on rule vi on v is 'x'; comment on trigger vt on v is 'y';
