-- A mapping's options change in place; its password is in no file and stays what it is.
-- from
create extension postgres_fdw;
create server "S" foreign data wrapper postgres_fdw;
create user mapping for alice server "S" options (user 'joe', password 'put the secret here');
create user mapping for public server "S" options (user 'nobody', password 'put the secret here');
-- to
create extension postgres_fdw;
create server "S" foreign data wrapper postgres_fdw;
create user mapping for alice server "S" options (user 'jim', password 'put the secret here', sslcert '/c');
create user mapping for bob server "S" options (password_required 'false');
