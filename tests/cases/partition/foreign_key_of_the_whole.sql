-- A foreign key of the whole reaches its partitions; one from a partition alone stays its own.
-- from
create table public.users (id integer primary key);
create table public.events (id integer, author integer, editor integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
alter table public.events add constraint editor foreign key (editor) references public.users;
insert into public.users values (1);
insert into public.events values (1, 1, 1);
-- to
create table public.users (id integer primary key);
create table public.events (id integer, author integer, editor integer) partition by list (id);
create table public.events_1 partition of public.events for values in (1);
alter table public.events add constraint author foreign key (author) references public.users on delete cascade;
alter table public.events_1 add constraint own foreign key (id) references public.users;
-- then
select count(*) = 1 from public.events
