-- A policy that looks into another table needs it.
-- from
-- to
create table public.members (name text);
create table public.posts (owner text);
create policy a on public.posts using (owner in (select name from public.members));
