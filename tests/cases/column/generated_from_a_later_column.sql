-- A generated column may stand before what it is computed from.
-- from
-- to
create table public.t (b integer generated always as (a + 1) stored, a integer);
