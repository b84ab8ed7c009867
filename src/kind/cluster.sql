select null::oid as class, null::oid as object, 0 as sub,
       case when k.oid is null then 'pg_class'::regclass else 'pg_constraint'::regclass end::oid as parent_class,
       coalesce(k.oid, i.indexrelid) as parent_object, 0 as parent_sub,
       '' as name
from pg_index i
-- The constraint that the index is behind. An aggregate is looked up for each row, however wrong the server's statistics are.
cross join lateral (select min(d.refobjid) filter (where d.refclassid = 'pg_constraint'::regclass and d.deptype = 'i') as oid
                    from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.objsubid = 0) k
where i.indisclustered
