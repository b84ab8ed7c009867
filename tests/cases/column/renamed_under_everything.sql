-- A renamed column keeps its values, and everything that sits on it follows.
-- from
create table public.users (id integer, full_name text not null, born date);
comment on column public.users.full_name is 'as on the door';
create index on public.users (full_name) where full_name <> '';
create view public.names as select id, full_name from public.users;
alter table public.users add constraint named check (full_name <> 'x');
insert into public.users values (1, 'Ada', null);
-- to
create table public.users (id integer, display_name text not null, born date);
comment on column public.users.display_name is 'as on the door';
create index on public.users (display_name) where display_name <> '';
create view public.names as select id, display_name as full_name from public.users;
alter table public.users add constraint named check (display_name <> 'x');
-- then
select display_name = 'Ada' from public.users
