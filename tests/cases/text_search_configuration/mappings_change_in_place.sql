-- Mappings are added, changed and dropped in place, under the column and the index that use the configuration.
-- from
create text search dictionary public.old (template = simple);
create text search configuration public.c (parser = "default");
alter text search configuration public.c add mapping for asciiword, word, "int" with public.old, simple;
create table public.t (a text, b tsvector generated always as (to_tsvector('public.c'::regconfig, a)) stored);
create index i on public.t using gin (to_tsvector('public.c'::regconfig, a));
-- to
create text search dictionary public.new (template = snowball, language = english);
create text search configuration public.c (parser = "default");
alter text search configuration public.c add mapping for asciiword, word, email with public.new;
alter text search configuration public.c add mapping for url with simple, public.new;
create table public.t (a text, b tsvector generated always as (to_tsvector('public.c'::regconfig, a)) stored);
create index i on public.t using gin (to_tsvector('public.c'::regconfig, a));
