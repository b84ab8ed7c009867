-- A renamed table keeps its rows; its sequence, keys and indexes get the names that the new one has by default.
-- from
create table public.users (id serial primary key, email text unique, born date, note text);
create index on public.users (born);
create table public.posts (id integer primary key, author integer references public.users);
insert into public.users values (7, 'a@b', '1815-12-10', 'x');
-- to
create table public.accounts (id serial primary key, email text unique, born date, note text, extra integer);
create index on public.accounts (born);
create table public.posts (id integer primary key, author integer references public.accounts);
-- then
select id = 7 and note = 'x' from public.accounts
