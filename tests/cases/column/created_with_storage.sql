-- A new column and a new table come with their storage settings.
-- from
create table public.t (a text);
-- to
create table public.t (a text, b text);
alter table public.t alter b set storage external, alter b set statistics 500, alter b set (n_distinct = -0.5);
create table public.u (a text compression pglz);
alter table public.u alter a set storage main;
