-- Two indexes that have each other's names, as somebody says, are renamed through a third name.
-- from
create table t (a integer, b text);
create index one on t (a);
create index two on t (b);
-- to
create table t (a integer, b text);
-- autogen: renamed from two
create index one on t (b);
-- autogen: renamed from one
create index two on t (a);
