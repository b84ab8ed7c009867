-- Columns are added to, dropped from and altered at the parent; children follow, but for what is their own.
-- from
create table public.base (id integer, gone text, kept varchar(5));
create table public.child (own integer, kept varchar(5)) inherits (public.base);
insert into public.child (id, gone, kept, own) values (1, 'x', 'y', 2);
-- to
create table public.base (id integer, kept text not null, added integer default 5 not null);
create table public.child (own integer, kept text) inherits (public.base);
-- then
select added = 5 and kept = 'y' and own = 2 from public.child
