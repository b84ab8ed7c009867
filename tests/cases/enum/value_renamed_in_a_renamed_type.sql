-- A type and a value of it under other names at once, under a default and a check.
-- from
create type mood as enum ('sad', 'ok', 'happy');
create table t (a mood not null default 'ok' check (a <> 'sad'));
insert into t values ('ok');
-- to
-- autogen: renamed from mood
create type feeling as enum ('sad', 'fine', 'happy');
create table t (a feeling not null default 'fine' check (a <> 'sad'));
-- then
select a = 'fine' from t;
