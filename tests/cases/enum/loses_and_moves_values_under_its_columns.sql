-- A value goes and others change places: the rows stay, and so does all that sits on the type or the columns.
-- from
create type mood as enum ('sad', 'ok', 'happy', 'unused');
comment on type mood is 'how it goes';
revoke usage on type mood from public;
create table t (
    id integer primary key,
    m mood default 'ok' not null unique,
    past mood[] default '{sad}',
    is_happy boolean generated always as (m = 'happy') stored,
    check (m <> 'sad' or id > 0));
comment on column t.m is 'today';
create table other (id integer primary key, m mood references t (m));
create index on t (past);
create index on t (id) where m = 'happy';
create view v as select id, m from t;
create view w as select id from v where m is not null;
create view u as select id from t where m = 'ok';
grant select on u to alice;
create materialized view mv as select past from t;
create function opinion(mood) returns text language sql immutable as $$ select $1::text $$;
create index on t (opinion(m));
create function best() returns setof mood language sql as $$ select m from t $$;
create policy p on t using (m <> 'sad');
create function tell() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger r before update of m on t for each row when (new.m = 'happy') execute function tell();
insert into t (id, m) values (1, 'happy'), (2, 'sad');
insert into other values (7, 'sad');
-- to
create type mood as enum ('happy', 'ok', 'sad');
comment on type mood is 'how it goes';
revoke usage on type mood from public;
create table t (
    id integer primary key,
    m mood default 'ok' not null unique,
    past mood[] default '{sad}',
    is_happy boolean generated always as (m = 'happy') stored,
    check (m <> 'sad' or id > 0));
comment on column t.m is 'today';
create table other (id integer primary key, m mood references t (m));
create index on t (past);
create index on t (id) where m = 'happy';
create view v as select id, m from t;
create view w as select id from v where m is not null;
create view u as select id from t where m = 'ok';
grant select on u to alice;
create materialized view mv as select past from t;
create function opinion(mood) returns text language sql immutable as $$ select $1::text $$;
create index on t (opinion(m));
create function best() returns setof mood language sql as $$ select m from t $$;
create policy p on t using (m <> 'sad');
create function tell() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger r before update of m on t for each row when (new.m = 'happy') execute function tell();
-- then
select array_agg((id, m, past, is_happy)::text order by id) = '{"(1,happy,{sad},t)","(2,sad,{sad},f)"}' from t
