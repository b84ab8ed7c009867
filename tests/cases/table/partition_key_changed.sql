-- PostgreSQL can't change what a table is partitioned by: the table is made anew.
-- from
create table public.events (id integer, at date) partition by range (at);
-- to
create table public.events (id integer, at date) partition by list (id);
