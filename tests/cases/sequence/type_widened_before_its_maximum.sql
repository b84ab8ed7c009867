-- A sequence has its wider type before a maximum that only fits there, and a lower maximum before the narrower type.
-- from
create sequence a as smallint maxvalue 30000;
create sequence b as bigint maxvalue 5000000000;
create table t (c smallint generated always as identity (maxvalue 100));
-- to
create sequence a as bigint maxvalue 5000000000;
create sequence b as smallint maxvalue 30000;
create table t (c bigint generated always as identity (maxvalue 9000000000));
