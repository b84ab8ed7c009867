-- The definition says which values take the place of removed ones: in columns, arrays, domains and defaults.
-- from
create type "Mood" as enum ('sad', 'so-so', 'ok', 'it''s fine');
create domain feeling as "Mood";
create domain deep as feeling check (value::"Mood" <> 'sad');
create domain many as "Mood"[];
create table t (
    id integer primary key,
    m "Mood" not null default 'so-so',
    past "Mood"[],
    f feeling,
    d deep,
    all_of many,
    is_ok boolean generated always as (m = 'ok') stored,
    check (m <> 'sad' or id > 0));
create index on t (id) where m = 'ok';
create unique index on t (m, id);
create view v as select m, past from t;
create function f("Mood") returns boolean language sql return $1 = 'ok';
insert into t values (1, 'so-so', '{so-so,ok,NULL}', 'it''s fine', 'so-so', '{"it''s fine"}'), (2, 'ok', null, null, null, null);
-- to
-- autogen: map 'so-so' to 'ok'
-- autogen: map 'it''s fine' to 'ok'
create type "Mood" as enum ('ok', 'sad');
create domain feeling as "Mood";
create domain deep as feeling check (value::"Mood" <> 'sad');
create domain many as "Mood"[];
create table t (
    id integer primary key,
    m "Mood" not null default 'ok',
    past "Mood"[],
    f feeling,
    d deep,
    all_of many,
    is_ok boolean generated always as (m = 'ok') stored,
    check (m <> 'sad' or id > 0));
create index on t (id) where m = 'ok';
create unique index on t (m, id);
create view v as select m, past from t;
create function f("Mood") returns boolean language sql return $1 = 'ok';
-- then
select array_agg(t::text order by id) = array['(1,ok,"{ok,ok,NULL}",ok,ok,{ok},t)', '(2,ok,,,,,t)'] from t
