-- Handler, validator and options of a wrapper change in place; a new one has the functions that it needs first.
-- from
create extension file_fdw;
create foreign data wrapper plain options (debug 'on', gone '1');
create foreign data wrapper "Gone";
comment on foreign data wrapper "Gone" is 'unused';
create foreign data wrapper checked handler file_fdw_handler validator file_fdw_validator;
-- to
create extension file_fdw;
create foreign data wrapper plain handler file_fdw_handler options (debug 'it''s', "New one" '2');
alter foreign data wrapper plain owner to autogen;
create foreign data wrapper checked;
create foreign data wrapper added validator postgresql_fdw_validator;
comment on foreign data wrapper added is 'new';
grant usage on foreign data wrapper added to alice;
create server s foreign data wrapper added;
