-- An index that differs in nothing but its name is renamed.
-- from
create table t (a integer, b text);
create index t_a on t (a);
create unique index t_b on t (lower(b)) where a > 0;
comment on index t_b is 'kept';
-- to
create table t (a integer, b text);
create index ix_t_a on t (a);
create unique index uq_t_b on t (lower(b)) where a > 0;
comment on index uq_t_b is 'kept';
