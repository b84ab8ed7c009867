-- A language is renamed, with the functions in it.
-- from
create language old handler plpgsql_call_handler;
create function public.a() returns integer language old as $$ begin return 1; end $$;
-- to
create language new handler plpgsql_call_handler;
create function public.a() returns integer language new as $$ begin return 1; end $$;
