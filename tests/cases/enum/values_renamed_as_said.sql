-- Several values of other names are renamed where the definition maps each; else the type is made anew.
-- from
create type mood as enum ('sad', 'ok', 'happy');
create type size as enum ('s', 'm', 'l');
create table t (m mood default 'ok', s size);
insert into t (m) values ('sad'), ('happy');
-- to
-- autogen: map 'sad' to 'low'
-- autogen: map 'happy' to 'high'
create type mood as enum ('low', 'ok', 'high');
create type size as enum ('small', 'm', 'large');
create table t (m mood default 'ok', s size);
-- then
select array_agg(m::text order by m) = '{low,high}' from t
