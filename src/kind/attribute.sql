select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum::int4 as sub,
       'pg_type'::regclass::oid as parent_class, c.reltype as parent_object, 0 as parent_sub,
       a.attname as name,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as type,
       case when a.attcollation <> t.typcollation
            then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                  from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                  where l.oid = a.attcollation) end as collation
from pg_class c
join pg_attribute a on a.attrelid = c.oid
join pg_type t on t.oid = a.atttypid
where c.relkind = 'c'
  and a.attnum > 0
  and not a.attisdropped
