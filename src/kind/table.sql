select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.relnamespace as parent_object, 0 as parent_sub,
       c.relname as name,
       json_build_object(
         'unlogged', c.relpersistence = 'u',
         'partition_key', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
         'of_type', case when c.reloftype <> 0 then format_type(c.reloftype, null) end,
         'access_method', case when c.relam <> 0 and a.amname <> 'heap' then a.amname end,
         'tablespace', t.spcname,
         'options', (select coalesce(json_agg(o), '[]') from (
                       select unnest(c.reloptions) as o
                       union all
                       select 'toast.' || unnest(x.reloptions) from pg_class x where x.oid = c.reltoastrelid) s)
       ) as attributes
from pg_class c
left join pg_am a on a.oid = c.relam
left join pg_tablespace t on t.oid = c.reltablespace
where c.relkind in ('r', 'p')
  and c.relpersistence <> 't'
