-- A language comes before the functions in it, with owner, comment and grants.
-- from
create language gone handler plpgsql_call_handler;
-- to
create trusted language "My SQL" handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create function public.a() returns integer language "My SQL" as $$ begin return 1; end $$;
comment on language "My SQL" is 'a language';
alter language "My SQL" owner to alice;
revoke usage on language "My SQL" from public;
grant usage on language "My SQL" to bob;
