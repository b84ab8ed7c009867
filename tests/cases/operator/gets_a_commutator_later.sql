-- An operator gets its commutator when that is made, and stays under the view that uses it; the way back takes it away.
-- from
create operator public.<# (function = int4lt, leftarg = integer, rightarg = integer);
create view public.v as select 1 operator(public.<#) 2 as less;
-- to
create operator public.<# (function = int4lt, leftarg = integer, rightarg = integer, commutator = operator(public.#>));
create operator public.#> (function = int4gt, leftarg = integer, rightarg = integer, commutator = operator(public.<#));
create view public.v as select 1 operator(public.<#) 2 as less;
