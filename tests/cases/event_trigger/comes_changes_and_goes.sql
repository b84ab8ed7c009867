-- An event trigger comes after everything else, when it fires changes in place, and anything else makes it anew.
-- from
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger gone on ddl_command_start execute function public.f();
create event trigger fires on ddl_command_end execute function public.f();
create event trigger tags on ddl_command_end when tag in ('CREATE TABLE') execute function public.f();
comment on event trigger tags is 'some tags';
-- to
create function public.f() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger "New" on sql_drop execute function public.f();
alter event trigger "New" disable;
comment on event trigger "New" is 'an event trigger';
create event trigger fires on ddl_command_end execute function public.f();
alter event trigger fires enable always;
create event trigger tags on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE') execute function public.f();
comment on event trigger tags is 'some tags';
create table public.t (a integer);
