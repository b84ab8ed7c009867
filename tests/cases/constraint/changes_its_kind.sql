-- A name goes from a check to a unique constraint.
-- from
create table public.t (a integer, constraint rule check (a > 0));
-- to
create table public.t (a integer, constraint rule unique (a));
