-- A collation is renamed under the columns that have it.
-- from
create collation german (provider = icu, locale = 'de');
create table t (a text collate german);
-- to
create collation deutsch (provider = icu, locale = 'de');
create table t (a text collate deutsch);
