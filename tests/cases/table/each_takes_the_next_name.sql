-- A chain of renames: the one that frees its name goes first.
-- from
create table a (id integer primary key, note text);
create table b (id integer primary key, amount numeric);
insert into a values (1, 'x');
insert into b values (1, 2);
-- to
-- autogen: renamed from a
create table b (id integer primary key, note text);
-- autogen: renamed from b
create table c (id integer primary key, amount numeric);
-- then
select b.note = 'x' and c.amount = 2 from b, c;
