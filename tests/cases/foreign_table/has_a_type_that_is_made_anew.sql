-- A foreign column has no rows to convert when its type changes or is made anew.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create type mood as enum ('sad', 'ok', 'happy');
create domain d as text;
create foreign table t (a mood default 'ok', b mood[], c d, e text) server s;
-- to
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create type mood as enum ('happy', 'ok');
create domain d as integer;
create foreign table t (a mood default 'ok', b mood[], c d, e jsonb) server s;
