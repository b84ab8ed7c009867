-- The rows stay, as does what uses the column.
-- from
create domain d as varchar(10) check (value <> '');
comment on domain d is 'short';
create table t (id integer primary key, v d default 'x', vs d[]);
create view w as select v from t;
create index on t (v);
insert into t values (1, 'abc', '{a,b}');
-- to
create domain d as text not null check (value <> '');
comment on domain d is 'short';
create table t (id integer primary key, v d default 'x', vs d[]);
create view w as select v from t;
create index on t (v);
-- then
select (v, vs)::text = '(abc,"{a,b}")' from t
