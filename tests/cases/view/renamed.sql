-- A view is renamed under what reads it, and keeps its comment.
-- from
create table t (a integer, b text);
create view old_names as select a, b from t where a > 0;
comment on view old_names is 'kept';
create view reader as select a from old_names;
-- to
create table t (a integer, b text);
create view new_names as select a, b from t where a > 0;
comment on view new_names is 'kept';
create view reader as select a from new_names;
