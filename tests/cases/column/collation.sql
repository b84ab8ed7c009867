-- A collation is changed by naming the type again, and taken away in the same way.
-- from
create table public.t (a text, b text collate "C");
create index t_a on public.t (a);
insert into public.t values ('a', 'b');
-- to
create table public.t (a text collate "C", b text);
create index t_a on public.t (a);
-- then
select a = 'a' and b = 'b' from public.t
