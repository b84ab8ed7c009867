-- Storage parameters of a table and of its TOAST table are set and reset in place.
-- from
create table public.logs (body text) with (fillfactor = 80, toast.autovacuum_enabled = false);
-- to
create table public.logs (body text) with (autovacuum_vacuum_scale_factor = 0.05, toast.vacuum_truncate = false);
