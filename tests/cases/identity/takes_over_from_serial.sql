-- A serial column becomes an identity column and keeps its values.
-- from
create table t (id serial primary key, v text);
insert into t (v) values ('x'), ('y');
create table back (id integer generated always as identity (increment by -1) primary key, v text);
insert into back (v) values ('x'), ('y');
-- to
create table t (id integer generated always as identity primary key, v text);
create sequence back_id_seq increment by -1;
create table back (id integer default nextval('back_id_seq') primary key, v text);
alter sequence back_id_seq owned by back.id;
-- then
select nextval('t_id_seq') = 3 and nextval('back_id_seq') = -3
