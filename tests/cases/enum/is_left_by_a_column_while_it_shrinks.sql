-- One column becomes text, one is dropped, one stays, while the type loses a value.
-- from
create type mood as enum ('sad', 'ok');
create table t (a mood, b mood, c mood);
insert into t values ('ok', 'ok', 'sad');
-- to
create type mood as enum ('ok');
create table t (a mood, c text);
-- then
select (a, c)::text = '(ok,sad)' from t
