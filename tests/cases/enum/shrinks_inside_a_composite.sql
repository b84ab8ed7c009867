-- A composite type follows the enum that an attribute has.
-- from
create type mood as enum ('sad', 'ok');
create type state as (m mood, at date);
-- to
create type mood as enum ('ok');
create type state as (m mood, at date);
