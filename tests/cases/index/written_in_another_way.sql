-- Two spellings of one index are no difference.
-- from
create table public.jobs (at timestamptz, state varchar(10));
create index jobs_open on public.jobs using btree (at asc nulls last) where ((state)::text = any (array['open', 'new']));
-- to
create table public.jobs (at timestamptz, state varchar(10));
create index jobs_open on public.jobs (at) where state = any (array['open', 'new']);
