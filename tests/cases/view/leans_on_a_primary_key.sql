-- A view that groups by a primary key needs the key itself.
-- from
create table public.t (a integer constraint t_pkey primary key, b integer, c integer not null);
create view public.v as select a, b, count(*) from public.t group by a;
insert into public.t values (1, 2, 3);
-- to
create table public.t (a integer, b integer, c integer not null, constraint t_pkey primary key (a) include (c));
create view public.v as select a, b, count(*) from public.t group by a;
-- then
select count(*) = 1 from public.v
