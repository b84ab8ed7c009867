-- Two operators that stay become each other's commutators: before 17 one of them is made anew for that.
-- until: 16
-- from
create operator public.<# (function = int4lt, leftarg = integer, rightarg = integer);
create operator public.#> (function = int4gt, leftarg = integer, rightarg = integer);
create view public.v as select 1 operator(public.<#) 2 as less;
create view public.w as select 1 operator(public.#>) 2 as more;
-- to
create operator public.<# (function = int4lt, leftarg = integer, rightarg = integer, commutator = operator(public.#>));
create operator public.#> (function = int4gt, leftarg = integer, rightarg = integer, commutator = operator(public.<#));
create view public.v as select 1 operator(public.<#) 2 as less;
create view public.w as select 1 operator(public.#>) 2 as more;
