-- What a generated column is computed from goes after it.
-- from
create table public.t (a integer, b integer, c integer generated always as (a + b) stored);
-- to
create table public.t (a integer, c integer generated always as (a) stored);
