-- Another function makes another operator; the view that uses it is made anew, and its negator gets the new one.
-- from
create function public.f(integer, integer) returns boolean language sql as 'select $1 < $2';
create operator public.<# (function = public.f, leftarg = integer, rightarg = integer, negator = operator(public.>=#));
create operator public.>=# (function = int4ge, leftarg = integer, rightarg = integer, negator = operator(public.<#));
comment on operator public.<# (integer, integer) is 'less';
create view public.v as select 1 operator(public.<#) 2 as less;
create view public.w as select 1 operator(public.>=#) 2 as more;
-- to
create operator public.<# (function = int4lt, leftarg = integer, rightarg = integer, negator = operator(public.>=#));
create operator public.>=# (function = int4ge, leftarg = integer, rightarg = integer, negator = operator(public.<#));
comment on operator public.<# (integer, integer) is 'less';
create view public.v as select 1 operator(public.<#) 2 as less;
create view public.w as select 1 operator(public.>=#) 2 as more;
