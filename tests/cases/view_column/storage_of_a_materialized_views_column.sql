-- A materialized view's columns are stored, so they have STORAGE and COMPRESSION too.
-- from
create table public.t (a text);
create materialized view public.m as select a from public.t;
-- to
create table public.t (a text);
create materialized view public.m as select a from public.t;
alter materialized view public.m alter a set storage external, alter a set compression pglz;
