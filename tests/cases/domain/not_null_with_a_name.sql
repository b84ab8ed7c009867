-- From 17, a domain's NOT NULL is a constraint with a name.
-- since: 17
-- from
create domain public.a as integer constraint known not null;
create domain public.b as integer not null;
create domain public.c as integer;
create domain public.d as integer constraint gone not null;
comment on constraint known on domain public.a is 'known';
-- to
create domain public.a as integer not null;
create domain public.b as integer constraint "Given" not null;
create domain public.c as integer constraint added not null;
create domain public.d as integer;
create domain public.e as integer constraint fresh not null constraint positive check (value > 0);
comment on constraint "Given" on domain public.b is 'given';
comment on constraint fresh on domain public.e is 'fresh';
