-- security_barrier and the check option change in place, over what depends on the view.
-- from
create table public.t (a integer);
create view public.v with (security_barrier) as select a from public.t where a > 0;
create view public.w as select a from public.v;
-- to
create table public.t (a integer);
create view public.v as select a from public.t where a > 0 with cascaded check option;
create view public.w with (check_option = local) as select a from public.v;
