-- An unlogged table becomes a logged one in place, and its rows stay.
-- from
create unlogged table public.sessions (id integer);
insert into public.sessions values (1);
-- to
create table public.sessions (id integer);
-- then
select count(*) = 1 from public.sessions
