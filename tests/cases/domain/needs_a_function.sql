-- A condition calls a function, which is made first; the default calls another.
-- from

-- to
create function positive(integer) returns boolean language sql immutable as $$ select $1 > 0 $$;
create function start() returns integer language sql as $$ select 1 $$;
create domain d as integer default start() check (positive(value));
create domain dd as d;
create table t (v d);
