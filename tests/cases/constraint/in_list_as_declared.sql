-- A database that was built from a check with `varchar IN (…)` has nothing to change.
-- from
create table public.t (status varchar(10) constraint status_known check (status in ('new', 'done')));
-- to
create table public.t (status varchar(10) constraint status_known check (status in ('new', 'done')));
