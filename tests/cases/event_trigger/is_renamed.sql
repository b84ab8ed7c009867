-- An event trigger is renamed.
-- from
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger old on ddl_command_end execute function public.f();
-- to
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger new on ddl_command_end execute function public.f();
