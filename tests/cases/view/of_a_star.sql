-- A star stands for the columns that there were; a column that the table gets later isn't the view's until it is redeclared.
-- from
create table public.t (a integer);
create view public.v as select * from public.t;
-- to
create table public.t (a integer, b integer);
create view public.v as select * from public.t;
