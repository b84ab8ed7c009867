select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum as sub,
       'pg_class'::regclass::oid as parent_class, a.attrelid as parent_object, 0 as parent_sub,
       a.attname as name,
       json_build_object(
         'position', a.attnum,
         'statistics', nullif(a.attstattarget, -1),
         'options', coalesce(to_json(a.attoptions), '[]')
       ) as attributes
from pg_attribute a
join pg_class c on c.oid = a.attrelid
where a.attnum > 0
  and not a.attisdropped
  and c.relkind in ('v', 'm')
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
