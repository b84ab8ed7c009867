-- security_invoker is an option of a view.
-- since: 15
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
create view public.w with (security_invoker = true) as select a from public.t;
-- to
create table public.t (a integer);
create view public.v with (security_invoker = true) as select a from public.t;
create view public.w with (security_invoker = true) as select a from public.t where a > 0;
