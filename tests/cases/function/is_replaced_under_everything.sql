-- A function that is made anew goes with the default, the check, the policy, the indexes, the trigger and the view over it.
-- from
create function f(a integer) returns integer language sql immutable as $$ select a $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table t (
    id integer primary key default f(1),
    twice integer generated always as (f(id)) stored,
    constraint positive check (f(id) > 0)
);
create domain d as integer default f(2) check (f(value) > 0);
create index by_f on t (f(id));
create index few on t (id) where f(id) > 1;
create policy p on t using (f(id) > 1);
create trigger r before insert on t for each row when (f(new.id) > 1) execute function g();
create view v as select f(id) as x from t;
create view w as select x from v;
create materialized view m as select x from w;
create statistics s on id, f(id) from t;
comment on index by_f is 'comes back';
grant select on w to alice;
insert into t (id) values (7);
-- to
create function f(b integer) returns integer language sql immutable as $$ select b $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table t (
    id integer primary key default f(1),
    twice integer generated always as (f(id)) stored,
    constraint positive check (f(id) > 0)
);
create domain d as integer default f(2) check (f(value) > 0);
create index by_f on t (f(id));
create index few on t (id) where f(id) > 1;
create policy p on t using (f(id) > 1);
create trigger r before insert on t for each row when (f(new.id) > 1) execute function g();
create view v as select f(id) as x from t;
create view w as select x from v;
create materialized view m as select x from w;
create statistics s on id, f(id) from t;
comment on index by_f is 'comes back';
grant select on w to alice;
-- then
select id = 7 and twice = 7 from t
