-- What estimates an operator's selectivity changes in place, under the view that uses it; so do owner and comment.
-- from
create function public.f(integer, text) returns boolean language sql immutable as 'select $1 < length($2)';
create operator public.<# (function = public.f, leftarg = integer, rightarg = text, restrict = scalarltsel);
create table public.t (a integer, b text);
create view public.v as select a operator(public.<#) b as shorter from public.t;
comment on operator public.<# (integer, text) is 'old';
-- to
create function public.f(integer, text) returns boolean language sql immutable as 'select $1 < length($2)';
create operator public.<# (function = public.f, leftarg = integer, rightarg = text, join = scalarltjoinsel);
create table public.t (a integer, b text);
create view public.v as select a operator(public.<#) b as shorter from public.t;
comment on operator public.<# (integer, text) is 'new';
alter operator public.<# (integer, text) owner to alice;
