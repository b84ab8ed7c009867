-- From 18, NOT NULL has a name made of the table's and the column's, which it gets too when those are renamed.
-- since: 18
-- from
create table public.users (id integer primary key, full_name text not null, age integer not null, other integer check (other > 0));
create table public.accounts (id integer primary key, a text not null, note text not null, born date not null);
create table public.parent (id integer not null, old_title text not null, body text);
create table public.child (extra integer not null) inherits (public.parent);
create table public.whole (id integer not null, at date not null, a text, b text) partition by list (id);
create table public.part (id integer not null, at date not null, a text, b text);
alter table public.whole attach partition public.part for values in (1);
create domain public.short as text not null;
insert into public.users values (1, 'x', 2, 3);
-- to
create table public.users (id integer primary key, display_name text not null, age integer not null, other integer check (other > 0));
create table public.persons (id integer primary key, a text not null, note text not null, born date not null);
create table public.parent (id integer not null, new_title text not null, body text);
create table public.child (extra integer not null) inherits (public.parent);
create table public.whole_one (id integer not null, at date not null, a text, b text) partition by list (id);
create table public.part (id integer not null, at date not null, a text, b text);
alter table public.whole_one attach partition public.part for values in (1);
create domain public.brief as text not null;
-- then
select display_name = 'x' from public.users
