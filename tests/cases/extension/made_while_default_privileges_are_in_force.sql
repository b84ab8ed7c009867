-- Default privileges give rights on what an extension brings as on anything else, and the wanted state has them too.
-- from
alter default privileges grant execute on functions to alice;
alter default privileges revoke execute on functions from public;
-- to
alter default privileges grant execute on functions to alice;
alter default privileges revoke execute on functions from public;
create extension tablefunc;
