-- A policy stands in the way of a new type and comes back as it was.
-- from
create table public.posts (owner varchar(10), likes integer);
alter table public.posts enable row level security;
create policy own on public.posts for select to alice using (owner = current_user and likes > 0);
insert into public.posts values ('alice', 1);
-- to
create table public.posts (owner text, likes bigint);
alter table public.posts enable row level security;
create policy own on public.posts for select to alice using (owner = current_user and likes > 0);
-- then
select likes = 1 from public.posts
