-- A table inherits the columns of all its parents, in their order; only its own are spelled out.
-- from
-- to
create table public.dated (at date default current_date, name text);
create table public.named (name text, title text);
create table public.things (id integer primary key, name text not null) inherits (public.dated, public.named);
