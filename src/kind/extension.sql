select 'pg_extension'::regclass::oid as class, e.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       e.extname as name,
       n.nspname as schema,
       e.extrelocatable as relocatable,
       e.extversion as version
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
-- Every database is made with it.
where e.extname <> 'plpgsql'
