-- A sequence is owned by a column that comes, another that goes, and one that changes.
-- from
create table gone (id serial primary key);
create table kept (id serial, other integer);
create table column_gone (id serial, rest integer);
create sequence lone;
-- to
create table kept (id serial, other integer);
alter sequence kept_id_seq owned by kept.other;
create table column_gone (rest integer);
create sequence lone owned by kept.id;
create table fresh (id bigserial primary key, small smallserial);
