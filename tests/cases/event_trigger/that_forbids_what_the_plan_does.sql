-- An event trigger that forbids tables, and one that logs, are made after the tables and dropped before them.
-- from
-- to
create table public.log (tag text);
create function public.write() returns event_trigger language plpgsql as $$
  begin insert into public.log values (tg_tag); end $$;
create function public.forbid() returns event_trigger language plpgsql as $$
  begin raise exception '% is forbidden', tg_tag; end $$;
create event trigger a_log on ddl_command_end execute function public.write();
create event trigger b_forbid on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function public.forbid();
comment on event trigger b_forbid is 'no more tables';
