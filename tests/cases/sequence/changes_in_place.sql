-- Every option, in both directions of counting.
-- from
create sequence a;
create sequence b increment 2 minvalue 10 maxvalue 100 start 20 cache 5 cycle;
create sequence c as smallint increment -1;
create sequence d increment -5 minvalue -50 start -10;
create sequence same as integer;
-- to
create sequence a as integer increment 10 minvalue -5 start 3 cycle;
create sequence b;
create sequence c as bigint;
create sequence d increment 5 maxvalue 50 start 10;
create sequence same as integer;
