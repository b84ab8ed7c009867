-- Rights on members of an extension, other than those it gives by itself, are taken and given like any others.
-- from
create extension tablefunc;
revoke execute on function crosstab(text) from public;
grant execute on function crosstab(text, integer) to alice with grant option;
create extension pg_stat_statements;
create extension pg_buffercache;
grant execute on function pg_buffercache_pages() to bob;
-- to
create extension tablefunc;
revoke execute on function crosstab2(text) from public;
grant execute on function crosstab(text, integer) to alice, bob;
revoke execute on function connectby(text, text, text, text, integer) from public, autogen;
create extension pg_stat_statements;
create extension pg_buffercache;
revoke select on pg_stat_statements from public;
grant select (query) on pg_stat_statements to alice;
