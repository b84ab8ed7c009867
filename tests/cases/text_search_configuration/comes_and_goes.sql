-- A configuration comes as a copy of another, before the index that uses it, and goes.
-- from
create table public.t (a text);
-- to
create table public.t (a text);
create schema "App";
create text search configuration "App".english (copy = english);
alter text search configuration "App".english alter mapping for word with simple;
alter text search configuration "App".english owner to alice;
comment on text search configuration "App".english is 'a configuration';
create index i on public.t using gin (to_tsvector('"App".english'::regconfig, a));
