-- A function takes a table, a domain checks with it, a table uses the domain.
-- from

-- to
create table t (id integer, name text);
create function known(n text) returns boolean language sql as $$ select exists (select from t where name = n) $$;
create domain known_name as text check (known(value));
create table u (name known_name default 'x', length integer);
create function label(u) returns text language sql stable as $$ select ($1).name $$;
create view labels as select label(u) from u;
