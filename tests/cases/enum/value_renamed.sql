-- A value under another name is the same value, in rows, defaults, conditions and views.
-- from
create type mood as enum ('sad', 'so-so', 'happy');
create domain feeling as mood default 'so-so' check (value <> 'sad');
create table t (
    id integer primary key,
    m mood default 'so-so',
    f feeling,
    past mood[] default '{so-so}',
    is_fine boolean generated always as (m = 'so-so') stored,
    constraint known check (m <> 'so-so' or id > 0)
);
create index some_of_it on t (id) where m = 'so-so';
create view v as select id from t where m = 'so-so';
create function f() returns mood language sql begin atomic select 'so-so'::mood; end;
create policy p on t using (m = 'so-so');
insert into t (id, m) values (1, 'so-so');
-- to
create type mood as enum ('sad', 'it''s ok', 'happy');
create domain feeling as mood default 'it''s ok' check (value <> 'sad');
create table t (
    id integer primary key,
    m mood default 'it''s ok',
    f feeling,
    past mood[] default '{it''s ok}',
    is_fine boolean generated always as (m = 'it''s ok') stored,
    constraint known check (m <> 'it''s ok' or id > 0)
);
create index some_of_it on t (id) where m = 'it''s ok';
create view v as select id from t where m = 'it''s ok';
create function f() returns mood language sql begin atomic select 'it''s ok'::mood; end;
create policy p on t using (m = 'it''s ok');
-- then
select m = 'it''s ok' and past = '{it''s ok}' and is_fine from t
