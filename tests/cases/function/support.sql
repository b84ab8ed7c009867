-- The planner's support function is compared.
-- from
create function public.a(integer) returns setof integer language sql strict immutable support generate_series_int4_support as 'select 1';
create function public.b(integer) returns setof integer language sql immutable as 'select 1';
-- to
create function public.a(integer) returns setof integer language sql strict immutable as 'select 1';
create function public.b(integer) returns setof integer language sql immutable support generate_series_int4_support as 'select 1';
