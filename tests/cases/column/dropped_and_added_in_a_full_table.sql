-- Dropped columns leave gaps that nothing counts as a difference.
-- from
create table public.t (a integer, b integer, c integer);
alter table public.t drop column b;
-- to
create table public.t (a integer, c integer);
