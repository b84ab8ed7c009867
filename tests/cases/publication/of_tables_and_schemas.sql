-- A publication's tables, columns, row filters, schemas and options are compared.
-- since: 15
-- from
create schema app;
create table public.a (id integer primary key, b integer);
create table public.b (id integer primary key);
create publication p for table public.a, public.b;
create publication q for all tables;
-- to
create schema app;
create table public.a (id integer primary key, b integer);
create table public.b (id integer primary key);
create publication p for table public.a (id) where (id > 0) with (publish = 'insert, update');
create publication q for all tables with (publish_via_partition_root = true);
create publication r for table public.a, tables in schema app;
