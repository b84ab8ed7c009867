-- A relation's name is free for a view once the table that had it is gone.
-- from
create table public.names (name text);
-- to
create table public.people (name text);
create view public.names as select name from public.people;
