-- The sequence depends on the column in pg_depend; -97 (minus the code of 'a') says that this object has that dependency.
select d.classid as class, d.objid as object, -97 as sub,
       d.classid as parent_class, d.objid as parent_object, 0 as parent_sub,
       '' as name,
       array[n.nspname, r.relname] as table,
       r.relkind = 'f' as is_table_foreign,
       a.attname as column
from pg_depend d
join pg_sequence s on s.seqrelid = d.objid
join pg_class r on r.oid = d.refobjid
join pg_namespace n on n.oid = r.relnamespace
join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where d.classid = 'pg_class'::regclass
  and d.refclassid = 'pg_class'::regclass
  and d.objsubid = 0
  and d.refobjsubid > 0
  and d.deptype = 'a'
