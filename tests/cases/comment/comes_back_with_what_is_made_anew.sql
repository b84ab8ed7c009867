-- Comments on what is made anew are made again.
-- from
create table public.t (a integer);
create view public.v as select a from public.t;
comment on view public.v is 'a view';
comment on column public.v.a is 'a column';
create index i on public.t (a);
comment on index public.i is 'an index';
-- to
create table public.t (a bigint);
create view public.v as select a from public.t;
comment on view public.v is 'a view';
comment on column public.v.a is 'a column';
create index i on public.t (a desc);
comment on index public.i is 'an index';
