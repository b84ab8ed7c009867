-- Storage parameters of an index change in place.
-- from
create table public.t (a integer, b integer);
create index t_a on public.t (a) with (fillfactor = 70);
create index t_b on public.t using brin (b);
-- to
create table public.t (a integer, b integer);
create index t_a on public.t (a) with (deduplicate_items = off);
create index t_b on public.t using brin (b) with (pages_per_range = 32, autosummarize = on);
