-- Order, NULLS FIRST, operator class with its options, and collation of each column are compared.
-- from
create table public.t (a integer, b text, c text, d tsvector);
create index t_a on public.t (a);
create index t_b on public.t (b);
create index t_c on public.t (c);
create index t_d on public.t using gist (d);
-- to
create table public.t (a integer, b text, c text, d tsvector);
create index t_a on public.t (a desc nulls last);
create index t_b on public.t (b text_pattern_ops nulls first);
create index t_c on public.t (c collate "C");
create index t_d on public.t using gist (d tsvector_ops (siglen = 64));
