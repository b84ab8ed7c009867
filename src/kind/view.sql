select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.relnamespace as parent_object, 0 as parent_sub,
       c.relname as name,
       (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
                                         case when a.attcollation <> t.typcollation
                                              then a.attcollation::regcollation::text end)
                        order by a.attnum)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       trim(trailing ';' from pg_get_viewdef(c.oid)) as definition,
       c.reloptions as options
from pg_class c
where c.relkind = 'v'
  and c.relpersistence <> 't'
  and c.oid >= 16384
