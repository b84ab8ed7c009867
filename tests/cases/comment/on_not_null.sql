-- From 18, a NOT NULL can have a comment, as any constraint.
-- since: 18
-- from
create table public.t (a integer not null, b integer constraint named not null, c integer not null, d integer not null, e integer not null);
comment on constraint t_a_not_null on public.t is 'a';
comment on constraint named on public.t is 'b';
comment on constraint t_c_not_null on public.t is 'c';
comment on constraint t_d_not_null on public.t is 'd';
comment on constraint t_e_not_null on public.t is 'e';
-- to
create table public.t (a integer not null, b integer not null, c integer, d integer not null, e integer);
alter table public.t add constraint "E" not null e not valid;
comment on constraint "E" on public.t is 'e';
comment on constraint t_a_not_null on public.t is 'A';
comment on constraint t_b_not_null on public.t is 'b';
