-- A table may reference itself.
-- from
-- to
create table public.tree (id integer primary key, parent integer references public.tree);
