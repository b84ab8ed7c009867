select 'pg_type'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.typnamespace as parent_object, 0 as parent_sub,
       t.typname as name
from pg_type t
where t.typtype = 'p'
  and not t.typisdefined
