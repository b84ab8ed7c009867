-- The line above a value says which one it was, where the place alone doesn't tell.
-- from
create type mood as enum ('sad', 'it''s ok', 'happy');
create table t (m mood default 'sad');
insert into t values ('sad'), ('it''s ok');
-- to
create type mood as enum (
    -- autogen: renamed from 'sad'
    'low',
    -- autogen: renamed from 'it''s ok'
    'fine',
    'happy'
);
create table t (m mood default 'low');
-- then
select array_agg(m::text order by m) = '{low,fine}' from t
