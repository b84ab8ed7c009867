-- Attributes come, go and change; the comments stay.
-- from
create type c as (a integer, b text, gone date);
comment on type c is 'parts';
comment on column c.a is 'first';
create type n as (inner_part c);
-- to
create type c as (a bigint, b text collate "C", d numeric(10,2));
comment on type c is 'parts';
comment on column c.a is 'number';
create type n as (inner_part c);
