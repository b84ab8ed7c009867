select 'pg_namespace'::regclass::oid as class, n.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       n.nspname as name
from pg_namespace n
where n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'
