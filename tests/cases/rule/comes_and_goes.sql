-- A rewrite rule is made anew when its text changes, and keeps its state.
-- from
create table public.t (a integer);
create table public.log (a integer);
create rule r as on insert to public.t do also insert into public.log values (new.a);
alter table public.t disable rule r;
-- to
create table public.t (a integer);
create table public.log (a integer);
create rule r as on insert to public.t where new.a > 0 do also insert into public.log values (new.a);
alter table public.t disable rule r;
create rule s as on delete to public.t do instead nothing;
