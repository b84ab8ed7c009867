-- The sequence stays when the table that owned it goes.
-- from
create table gone (id integer);
create sequence s owned by gone.id;
create table t (id bigint default nextval('s'));
select nextval('s');
-- to
create sequence s;
create table t (id bigint default nextval('s'));
-- then
select last_value = 1 and is_called from s
