select null::oid as class, null::oid as object, 0 as sub,
       case when k.oid is null then 'pg_class'::regclass else 'pg_constraint'::regclass end::oid as parent_class,
       coalesce(k.oid, i.indexrelid) as parent_object, 0 as parent_sub,
       '' as name
from pg_index i
left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
where i.indisclustered
