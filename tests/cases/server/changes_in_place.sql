-- A server's version, options, owner, grants and comment change in place.
-- from
create extension postgres_fdw;
create server s type 'x' version '1' foreign data wrapper postgres_fdw options (host 'a', port '1');
grant usage on foreign server s to alice;
create server "Versioned" foreign data wrapper postgres_fdw;
-- to
create extension postgres_fdw;
create server s type 'x' foreign data wrapper postgres_fdw options (host 'b', dbname 'it''s');
grant usage on foreign server s to alice with grant option;
grant usage on foreign server s to bob;
comment on server s is 'the other one';
create server "Versioned" version '2' foreign data wrapper postgres_fdw;
alter server "Versioned" owner to autogen;
