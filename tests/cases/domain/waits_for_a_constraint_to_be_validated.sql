-- A condition that old values may break becomes one that none does.
-- from
create domain d as integer;
alter domain d add constraint c check (value > 0) not valid;
create domain e as integer;
alter domain e add constraint c check (value > 0) not valid;
-- to
create domain d as integer constraint c check (value > 0);
