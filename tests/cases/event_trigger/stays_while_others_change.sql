-- An event trigger that stays sees the plan's statements on the live database. In scratch it doesn't, since what it asks
-- for may not be there: a setting that only the application has.
-- from
set my.name = 'joe';
create table public.log (who text);
create function public.write() returns event_trigger language plpgsql as $$
  begin insert into public.log values (current_setting('my.name')); end $$;
create event trigger write on ddl_command_end when tag in ('CREATE TABLE') execute function public.write();
-- to
create table public.t (a integer);
create table public.log (who text);
create function public.write() returns event_trigger language plpgsql as $$
  begin insert into public.log values (current_setting('my.name')); end $$;
create event trigger write on ddl_command_end when tag in ('CREATE TABLE') execute function public.write();
-- then
select array_agg(who) = '{joe}' from public.log
