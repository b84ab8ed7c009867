-- A domain's constraints, default and NOT NULL change in place.
-- from
create domain public.email as text constraint a check (value <> '') constraint gone check (value <> 'x');
create table public.t (a public.email);
insert into public.t values ('me@here');
-- to
create domain public.email as text default 'me@here' not null constraint a check (value ~ '@');
create table public.t (a public.email);
-- then
select count(*) = 1 from public.t
