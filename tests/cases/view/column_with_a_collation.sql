-- A view's column may have another collation than its type.
-- from
create table public.t (a text);
create view public.v as select a from public.t;
-- to
create table public.t (a text);
create view public.v as select a collate "C" as a from public.t;
