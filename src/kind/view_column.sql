select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum::int4 as sub,
       'pg_class'::regclass::oid as parent_class, a.attrelid as parent_object, 0 as parent_sub,
       a.attname as name,
       a.attnum as position,
       -- A plain view's columns aren't stored, and have no settings that count.
       case when c.relkind = 'm' and a.attstorage <> t.typstorage
            then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                                   when 'm' then 'MAIN' else 'EXTENDED' end end as storage,
       case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
       nullif(a.attstattarget, -1) as statistics,
       format_type(a.atttypid, a.atttypmod) as type,
       a.attoptions as options
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
where a.attnum > 0
  and not a.attisdropped
  and c.relkind in ('v', 'm')
  and c.oid >= 16384
