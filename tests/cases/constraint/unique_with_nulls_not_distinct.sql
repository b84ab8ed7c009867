-- NULLS NOT DISTINCT is a part of a unique constraint, and of a unique index.
-- since: 15
-- from
create table public.t (a integer, b integer);
alter table public.t add constraint t_a_key unique (a);
create unique index t_b_idx on public.t (b);
-- to
create table public.t (a integer, b integer);
alter table public.t add constraint t_a_key unique nulls not distinct (a);
create unique index t_b_idx on public.t (b) nulls not distinct;
