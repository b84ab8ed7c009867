-- A policy that differs in nothing but its name is renamed; one that says something else is not.
-- from
create table t (a integer, owner text);
alter table t enable row level security;
create policy own on t using (owner = current_user);
create policy small on t for select using (a < 10);
-- to
create table t (a integer, owner text);
alter table t enable row level security;
create policy owners_only on t using (owner = current_user);
create policy large on t for select using (a > 10);
