-- A table of the same form in another schema is the same table: it moves with its rows, keys, indexes and sequences.
-- from
create table users (id bigserial primary key, number bigint generated always as identity, email text not null unique);
create index users_lower_idx on users (lower(email));
create table posts (id bigint primary key, author bigint references users);
create view names as select email from users;
insert into users (email) values ('a@b');
-- to
create schema auth;
create table auth.users (id bigserial primary key, number bigint generated always as identity, email text not null unique);
create index users_lower_idx on auth.users (lower(email));
create table posts (id bigint primary key, author bigint references auth.users);
create view names as select email from auth.users;
-- then
select email = 'a@b' and nextval('auth.users_id_seq') = 2 from auth.users;
