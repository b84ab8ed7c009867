-- A column that is renamed and retyped keeps its values.
-- from
create table users (id integer, name text not null, age integer, created timestamptz default now());
insert into users values (1, 'Ann', 30);
-- to
create table users (id integer, name text not null,
    -- autogen: renamed from age
    age_in_years bigint, created timestamptz default now());
-- then
select age_in_years = 30 from users;
