-- There is no cast between a scalar and an array: a value becomes the only element of its array, and the way back keeps
-- the first element.
-- from
create table public.t (a integer, b integer);
insert into public.t values (7, null);
-- to
create table public.t (a integer[], b bigint[]);
-- then
select a = '{7}' and b is null from public.t
