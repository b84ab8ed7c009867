-- From 15, a sequence may be unlogged, and so is one that an unlogged table's column owns.
-- since: 15
-- from
create sequence a;
create unlogged sequence b;
create unlogged table t (c integer generated always as identity);
create table u (c serial);
-- to
create unlogged sequence a;
create sequence b;
create table t (c integer generated always as identity);
create unlogged table u (c serial);
create unlogged sequence fresh;
