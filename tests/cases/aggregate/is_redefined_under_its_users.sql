-- Another start leaves the view alone; another result makes it anew.
-- from
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
create aggregate most(integer) (sfunc = int4larger, stype = integer);
create view v as select total(x) from generate_series(1, 3) x;
create view w as select most(x) from generate_series(1, 3) x;
create function was(integer) returns integer language sql as 'select 1';
-- to
create aggregate total(integer) (sfunc = int4pl, stype = integer, initcond = '10');
create function tell(integer) returns text language sql as 'select $1::text';
create aggregate most(integer) (sfunc = int4larger, stype = integer, finalfunc = tell);
create view v as select total(x) from generate_series(1, 3) x;
create view w as select most(x) from generate_series(1, 3) x;
create aggregate was(integer) (sfunc = int4pl, stype = integer);
