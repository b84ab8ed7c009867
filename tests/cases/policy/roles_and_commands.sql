-- A policy's command and sort can't be altered, its roles and conditions can.
-- from
create table public.posts (owner text);
create policy a on public.posts for select to alice using (owner = current_user);
create policy b on public.posts for select using (true);
create policy c on public.posts as permissive for update using (true) with check (owner <> '');
-- to
create table public.posts (owner text);
create policy a on public.posts for select to alice, bob using (owner <> current_user);
create policy b on public.posts for delete using (true);
create policy c on public.posts as restrictive for update using (true);
