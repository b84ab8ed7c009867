-- There is no cast from a scalar to an array of it. A conversion through text fails on rows; an empty table passes.
-- from
create table public.t (a integer);
-- to
create table public.t (a integer[]);
