-- A schema under another name is renamed with all that is in it.
-- from
create schema app;
create table app.users (id bigserial primary key, email text not null);
create function app.f() returns bigint language sql begin atomic select count(*) from app.users; end;
create view app.names as select email from app.users;
insert into app.users (email) values ('a@b');
-- to
create schema core;
create table core.users (id bigserial primary key, email text not null);
create function core.f() returns bigint language sql begin atomic select count(*) from core.users; end;
create view core.names as select email from core.users;
-- then
select core.f() = 1;
