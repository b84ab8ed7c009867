-- A composite type and an attribute of it are renamed under the columns that have it.
-- from
create type address as (street text, city text, zip_code text);
create table people (id integer, home address);
insert into people values (1, row('a', 'b', 'c'));
-- to
create type postal_address as (street text, city text, postal_code text);
create table people (id integer, home postal_address);
-- then
select (home).postal_code = 'c' from people;
