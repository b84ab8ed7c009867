-- What was in another schema under another name is moved and renamed, as somebody says, and its sequence with it.
-- from
create schema legacy;
create table legacy.tbl_user (id serial primary key, mail text not null);
insert into legacy.tbl_user (mail) values ('a@b');
-- to
create schema auth;
-- autogen: renamed from legacy.tbl_user
create table auth.users (id serial primary key,
    -- autogen: renamed from mail
    email text not null, locale text);
-- then
select email = 'a@b' and nextval('auth.users_id_seq') = 2 from auth.users;
