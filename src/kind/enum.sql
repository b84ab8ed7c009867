select 'pg_type'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.typnamespace as parent_object, 0 as parent_sub,
       t.typname as name,
       coalesce((select json_agg(e.enumlabel order by e.enumsortorder)
                 from pg_enum e where e.enumtypid = t.oid), '[]') as values
from pg_type t
where t.typtype = 'e'
