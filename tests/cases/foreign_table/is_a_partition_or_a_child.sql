-- A foreign table comes and goes as a partition and as a child, and can be a parent.
-- from
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create table whole (a integer not null, b text) partition by range (a);
create table near partition of whole for values from (0) to (10);
create foreign table far (a integer not null, b text) server s;
create foreign table gone partition of whole for values from (20) to (30) server s;
create table parent (a integer);
create foreign table child (a integer) inherits (parent) server s;
create foreign table elder (a integer) server s;
create table younger () inherits (elder);
-- to
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw;
create table whole (a integer not null, b text, c integer) partition by range (a);
create table near partition of whole for values from (0) to (10);
create foreign table far partition of whole for values from (10) to (20) server s options (table_name 'x');
create foreign table fresh partition of whole (b not null) default server s;
create table parent (a integer, d integer);
create foreign table child (a integer) inherits (parent) server s;
create foreign table child2 (e integer) inherits (parent) server s;
create foreign table elder (a integer, f text) server s;
create table younger (g integer) inherits (elder);
