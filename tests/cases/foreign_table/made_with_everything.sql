-- A foreign table is made with columns, options, checks, a sequence for its default, statistics and grants, and dropped again.
-- from
create extension file_fdw;
-- to
create extension file_fdw;
create server files foreign data wrapper file_fdw;
create sequence numbers;
create type mood as enum ('sad', 'ok');
create foreign table "The log" (
    "At" timestamptz options (force_not_null 'true') not null,
    mood mood default 'ok',
    number bigint default nextval('numbers'),
    doubled bigint generated always as (number * 2) stored,
    check (number > 0) no inherit
) server files options (filename '/var/log/x.csv', format 'csv', "null" '');
alter sequence numbers owned by "The log".number;
create statistics st (dependencies) on "At", mood from "The log";
alter foreign table "The log" alter column mood set statistics 500;
alter foreign table "The log" alter column number set (n_distinct = -1);
alter foreign table "The log" alter column mood set storage plain;
comment on foreign table "The log" is 'rows are elsewhere';
comment on constraint "The log_number_check" on "The log" is 'positive';
grant select, insert on "The log" to alice;
alter foreign table "The log" owner to autogen;
