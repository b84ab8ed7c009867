-- A domain is renamed under the columns that have it, with a check of its own.
-- from
create domain email as text constraint email_at check (value like '%@%');
create table t (a email);
insert into t values ('a@b');
-- to
create domain email_address as text constraint address_at check (value like '%@%');
create table t (a email_address);
-- then
select a = 'a@b' from t;
