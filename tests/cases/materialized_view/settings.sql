-- Storage parameters and column settings change in place.
-- from
create table public.t (a text, b text);
create materialized view public.m with (fillfactor = 70) as select a, b from public.t;
alter materialized view public.m alter a set statistics 100, alter a set (n_distinct = 5);
-- to
create table public.t (a text, b text);
create materialized view public.m with (autovacuum_enabled = false) as select a, b from public.t;
alter materialized view public.m alter a set statistics 200, alter b set (n_distinct = 7);
