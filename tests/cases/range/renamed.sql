-- A range is renamed under the columns that have it; its multirange keeps the name that it has.
-- from
create type prices as range (subtype = numeric, multirange_type_name = price_sets);
create table t (a prices);
insert into t values ('[1,2)');
-- to
create type price_range as range (subtype = numeric, multirange_type_name = price_sets);
create table t (a price_range);
-- then
select upper(a) = 2 from t;
