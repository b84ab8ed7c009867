-- Volatility, strictness, leakproof, parallel, cost, rows, settings and security are compared.
-- from
create function public.a() returns setof integer language sql as 'select 1';
create function public.b() returns integer language sql security definer set search_path = public as 'select 1';
create procedure public.p(inout a integer) language sql as 'select a';
-- to
create function public.a() returns setof integer language sql stable leakproof parallel safe cost 5 rows 7 as 'select 1';
create function public.b() returns integer language sql immutable strict set work_mem = '1MB' as 'select 1';
create procedure public.p(inout a integer) language sql security definer as 'select a';
