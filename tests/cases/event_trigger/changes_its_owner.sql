-- An event trigger gets another owner in place.
-- from
alter role alice superuser;
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger e on ddl_command_end execute function public.f();
-- to
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger e on ddl_command_end execute function public.f();
alter event trigger e owner to alice;
