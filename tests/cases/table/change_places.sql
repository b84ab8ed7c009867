-- Two tables that have each other's names, as somebody says, are renamed through a third name, with their rows.
-- from
create table a (id integer primary key, note text);
create table b (id integer primary key, amount numeric);
insert into a values (1, 'x');
-- to
-- autogen: renamed from b
create table a (id integer primary key, amount numeric);
-- autogen: renamed from a
create table b (id integer primary key, note text);
-- then
select note = 'x' from b;
