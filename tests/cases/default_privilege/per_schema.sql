-- Default privileges are set for a role, everywhere or in a schema.
-- from
create schema app;
alter default privileges for role alice in schema app grant select on tables to bob;
alter default privileges for role alice revoke execute on functions from public;
-- to
create schema app;
alter default privileges for role alice in schema app grant insert on tables to bob;
alter default privileges for role alice in schema app grant usage on sequences to bob with grant option;
alter default privileges for role bob grant usage on schemas to alice;
