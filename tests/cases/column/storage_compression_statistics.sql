-- STORAGE, COMPRESSION, STATISTICS and n_distinct of columns are compared, and go back to the type's own.
-- from
create table public.t (a text, b text, c numeric, d jsonb);
alter table public.t alter b set storage external, alter b set statistics 500, alter b set (n_distinct = -0.5);
alter table public.t alter c set storage plain, alter d set compression pglz;
-- to
create table public.t (a text, b text, c numeric, d jsonb);
alter table public.t alter a set storage plain, alter a set compression pglz, alter a set statistics 0;
alter table public.t alter a set (n_distinct = 100, n_distinct_inherited = 200);
