-- Storage parameters are written as they were declared; in another order they are the same.
-- from
create table public.same (a integer) with (fillfactor = 70, autovacuum_enabled = false);
-- to
create table public.same (a integer) with (autovacuum_enabled = false, fillfactor = 70);
create table public.new (a integer) with (parallel_workers = 2, fillfactor = 70, autovacuum_enabled = false);
create index new_a on public.new (a) with (fillfactor = 70, deduplicate_items = off) where a > 0;
