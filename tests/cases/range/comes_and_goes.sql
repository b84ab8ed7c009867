-- A range type comes with its multirange, and a table may use both.
-- from
create type public.gone as range (subtype = integer);
-- to
create type public.speeds as range (subtype = float8, subtype_diff = float8mi, multirange_type_name = public.many_speeds);
create table public.t (a public.speeds, b public.many_speeds, c public.speeds[]);
