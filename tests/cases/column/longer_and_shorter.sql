-- Lengths and precisions change in place.
-- from
create table public.t (a varchar(10), b numeric(8, 2), c timestamp(3) with time zone, d text);
insert into public.t values ('abc', 1.25, now(), 'x');
-- to
create table public.t (a varchar(20), b numeric(10, 4), c timestamp with time zone, d varchar(5));
-- then
select a = 'abc' and b = 1.25 and d = 'x' from public.t
