-- A column that is retyped keeps its storage, where the new type has the same one.
-- from
create table public.t (a varchar(10), b text);
alter table public.t alter a set storage external, alter b set storage external;
-- to
create table public.t (a text, b bytea);
alter table public.t alter a set storage external, alter b set storage external;
