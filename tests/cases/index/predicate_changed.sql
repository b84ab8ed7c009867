-- An index with another predicate is another index.
-- from
create table public.jobs (at timestamptz, state text);
create index jobs_open on public.jobs (at) where state = 'open';
-- to
create table public.jobs (at timestamptz, state text);
create index jobs_open on public.jobs (at) where state in ('open', 'running');
