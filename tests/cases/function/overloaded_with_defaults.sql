-- Functions are told apart by their arguments; one that loses a default is made anew.
-- from
create function public.f(a integer, b text default 'x') returns integer language sql as 'select 1';
create function public.f(a text) returns integer language sql as 'select 1';
-- to
create function public.f(a integer, b text) returns integer language sql as 'select 1';
create function public.f(a text, variadic b integer[]) returns integer language sql as 'select 1';
