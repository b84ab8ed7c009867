-- An aggregate comes after its functions and is made anew with them.
-- from
create function public.add(integer, integer) returns integer language sql immutable as 'select $1 + $2';
create aggregate public.total(integer) (sfunc = public.add, stype = integer, initcond = '0');
-- to
create function public.add(integer, integer) returns integer language sql immutable as 'select $1 + $2';
create aggregate public.total(integer) (sfunc = public.add, stype = integer, initcond = '1', parallel = safe);
create view public.v as select public.total(1);
