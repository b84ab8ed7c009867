select null::oid as class, null::oid as object, 0 as sub,
       coalesce(k.refclassid, 'pg_class'::regclass) as parent_class,
       coalesce(k.refobjid, i.indexrelid) as parent_object, 0 as parent_sub,
       '' as name
from pg_index i
left join pg_depend k on k.classid = 'pg_class'::regclass and k.objid = i.indexrelid and k.objsubid = 0
                     and k.refclassid = 'pg_constraint'::regclass and k.deptype = 'i'
where i.indisclustered
