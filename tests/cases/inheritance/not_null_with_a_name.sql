-- From 18, a child's own NOT NULL has a name of its own, which it keeps when its parent's comes and goes.
-- since: 18
-- from
create table public.animal (name text not null, legs integer, age integer constraint aged not null);
create table public.dog (name text constraint called not null, legs integer constraint walks not null, age integer) inherits (public.animal);
create table public.cat (color text constraint colored not null) inherits (public.animal);
-- to
create table public.animal (name text, legs integer constraint four not null, age integer constraint old not null);
create table public.dog (name text constraint called not null, legs integer constraint walks not null, age integer) inherits (public.animal);
create table public.cat (color text constraint coloured not null) inherits (public.animal);
