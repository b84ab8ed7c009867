-- A domain over another type is made anew under its columns.
-- from
create domain public.amount as integer default 1 check (value > 0);
create table public.t (a public.amount default 7, b public.amount[]);
create view public.v as select a from public.t;
insert into public.t values (5, '{6}');
-- to
create domain public.amount as bigint default 1 check (value > 0);
create table public.t (a public.amount default 7, b public.amount[]);
create view public.v as select a from public.t;
-- then
select a = 5 and b = '{6}' from public.t
