-- A child has defaults of its own.
-- from
create table public.base (a integer default 1, b integer default 1);
create table public.child (b integer default 2) inherits (public.base);
-- to
create table public.base (a integer default 1, b integer default 3);
create table public.child (b integer default 4) inherits (public.base);
alter table public.child alter a set default 2;
