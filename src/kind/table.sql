select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.relnamespace as parent_object, 0 as parent_sub,
       c.relname as name,
       c.relpersistence = 'u' as unlogged,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
       case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type,
       case when c.relam <> 0 and a.amname <> 'heap' then a.amname end as access_method,
       t.spcname as tablespace,
       c.reloptions || array(select 'toast.' || unnest(x.reloptions)
                             from pg_class x where x.oid = c.reltoastrelid) as options
from pg_class c
left join pg_am a on a.oid = c.relam
left join pg_tablespace t on t.oid = c.reltablespace
where c.relkind in ('r', 'p')
  and c.relpersistence <> 't'
