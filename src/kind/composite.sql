select 'pg_type'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.typnamespace as parent_object, 0 as parent_sub,
       t.typname as name,
       coalesce((select json_agg(a.attname order by a.attnum)
                 from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as order
from pg_type t
join pg_class c on c.oid = t.typrelid
where c.relkind = 'c'
