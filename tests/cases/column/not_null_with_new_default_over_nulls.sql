-- Rows that hold NULL where NOT NULL is wanted are the reader's to fill: the statement fails and says so, and no value is
-- made up. Here there are none.
-- from
create table public.t (a integer);
-- to
create table public.t (a integer default 0 not null);
