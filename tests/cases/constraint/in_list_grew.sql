-- A check whose list of values grew is made anew, and differs no more afterwards.
-- from
create table public.t (status varchar(10) constraint status_known check (status in ('new', 'done')));
insert into public.t values ('new');
-- to
create table public.t (status varchar(10) constraint status_known check (status in ('new', 'open', 'done')));
-- then
select count(*) = 1 from public.t
