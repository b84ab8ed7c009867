-- A view that lets go of a primary key is redefined before the key goes.
-- from
create table public.t (a integer constraint t_pkey primary key, b integer);
create view public.v as select a, b, count(*) from public.t group by a;
-- to
create table public.t (a integer not null, b integer);
create view public.v as select a, b, count(*) from public.t group by a, b;
