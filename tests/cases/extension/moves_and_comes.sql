-- An extension comes, another goes to a different schema; what they bring isn't touched.
-- from
create schema extra;
create extension pg_trgm;
create extension hstore;
-- to
create schema extra;
create extension pg_trgm with schema extra;
create extension citext with schema extra;
comment on extension citext is 'mine';
create table t (name extra.citext);
