-- A table that is renamed may gain, lose and rename columns in the same change.
-- from
create table users (id bigserial primary key, email text not null unique, full_name text, obsolete integer, created timestamptz);
create index users_full_name_idx on users (full_name);
insert into users (email, full_name) values ('a@b', 'Ann');
-- to
-- autogen: renamed from users
create table accounts (id bigserial primary key, email text not null unique, display_name text, created_at timestamptz, locale text default 'en');
create index accounts_display_name_idx on accounts (display_name);
-- then
select display_name = 'Ann' and locale = 'en' from accounts;
