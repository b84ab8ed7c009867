-- Expressions and predicates of indexes are compared as PostgreSQL reads them.
-- from
create table public.users (email text, deleted timestamptz, name text);
create index users_email on public.users (email);
-- to
create table public.users (email text, deleted timestamptz, name text);
create unique index users_email on public.users (lower(email)) where deleted is null;
create index users_name on public.users ((name || ' ' || email), name desc);
