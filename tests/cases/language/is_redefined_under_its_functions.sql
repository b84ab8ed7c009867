-- A language is redefined in place, under the functions in it.
-- from
create language mine handler plpgsql_call_handler;
create function public.a() returns integer language mine as $$ begin return 1; end $$;
-- to
create trusted language mine handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create function public.a() returns integer language mine as $$ begin return 1; end $$;
