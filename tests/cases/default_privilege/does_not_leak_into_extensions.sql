-- What an extension brings while default privileges stand has the rights that the extension gives, or that are declared.
-- from
alter default privileges revoke execute on functions from public;
alter default privileges grant select on tables to alice;
alter default privileges grant usage on types to bob;
-- to
create extension tablefunc;
create extension pg_buffercache;
create extension lo;
alter default privileges revoke execute on functions from public;
alter default privileges grant select on tables to alice;
alter default privileges grant usage on types to bob;
revoke execute on function crosstab(text) from public;
grant execute on function crosstab2(text) to alice with grant option;
grant select on pg_buffercache to bob;
