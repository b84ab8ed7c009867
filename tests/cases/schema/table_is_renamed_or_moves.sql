-- A table whose place is taken by another of its shape may have gone to either.
-- from
create schema a;
create schema b;
create table a.log (id bigint primary key, at timestamptz not null, message text);
-- to
create schema a;
create schema b;
create table a.hist (id bigint primary key, at timestamptz not null, message text);
create table b.log (id bigint primary key, at timestamptz not null, message text);
