-- When the index that gave a table its identity goes, the primary key gives it again.
-- from
create table a (i integer primary key, j integer not null);
create unique index aj on a (j);
alter table a replica identity using index aj;
-- to
create table a (i integer primary key, j integer not null);
-- then
select relreplident = 'd' from pg_class where oid = 'a'::regclass;
