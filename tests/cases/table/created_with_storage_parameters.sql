-- A table is created with its storage parameters.
-- from
-- to
create table public.logs (body text) with (fillfactor = 80, toast.autovacuum_enabled = false);
