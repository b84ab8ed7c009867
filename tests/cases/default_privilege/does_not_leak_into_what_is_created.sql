-- What is created while default privileges stand has only the privileges that are declared.
-- from
alter default privileges in schema public grant select on tables to bob;
-- to
alter default privileges in schema public grant select on tables to bob;
create table public.t (a integer);
revoke select on public.t from bob;
create table public.u (a integer);
