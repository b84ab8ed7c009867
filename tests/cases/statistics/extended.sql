-- Extended statistics come, change and go with their kinds, expressions and target.
-- from
create table public.t (a integer, b integer);
create statistics public.gone on a, b from public.t;
create statistics public.changed (ndistinct) on a, b from public.t;
-- to
create table public.t (a integer, b integer);
create statistics public.changed (ndistinct, mcv) on a, b from public.t;
create statistics public.new on (a + b), (a - b) from public.t;
alter statistics public.changed set statistics 50;
