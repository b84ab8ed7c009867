select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum as sub,
       'pg_class'::regclass::oid as parent_class, a.attrelid as parent_object, 0 as parent_sub,
       a.attname as name,
       case
         -- JSON costs by the key, and there are more columns than anything else: most have only these.
         when a.attcollation = t.typcollation and a.attgenerated = '' and a.attstorage = t.typstorage
              and a.attcompression = '' and coalesce(a.attstattarget, -1) = -1 and a.attoptions is null
              and a.attfdwoptions is null
              and c.relkind <> 'p'
         then json_build_object(
           'position', a.attnum,
           'type', format_type(a.atttypid, a.atttypmod),
           'not_null', a.attnotnull,
           'local', a.attislocal,
           'inherited', a.attinhcount > 0)
         else json_build_object(
           'position', a.attnum,
           'type', format_type(a.atttypid, a.atttypmod),
           'not_null', a.attnotnull,
           'collation', case when a.attcollation <> t.typcollation
                             then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                                   from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                                   where l.oid = a.attcollation) end,
           'generated', nullif(a.attgenerated, ''),
           'expression', case when a.attgenerated <> ''
                              then (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d
                                    where d.adrelid = a.attrelid and d.adnum = a.attnum) end,
           'storage', case when a.attstorage <> t.typstorage
                           then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL'
                                                  when 'm' then 'MAIN' else 'EXTENDED' end end,
           'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
           'statistics', nullif(a.attstattarget, -1),
           'options', coalesce(to_json(a.attoptions), '[]'),
           'foreign_options', coalesce(to_json(a.attfdwoptions), '[]'),
           -- PostgreSQL ties what a partition key uses to the table itself.
           'in_partition_key', exists (select from pg_depend d
                                       where d.classid = 'pg_class'::regclass and d.objid = a.attrelid
                                         and d.objsubid = a.attnum and d.refclassid = 'pg_class'::regclass
                                         and d.refobjid = a.attrelid and d.refobjsubid = 0 and d.deptype = 'i'),
           'local', a.attislocal,
           'inherited', a.attinhcount > 0)
       end as attributes
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_type t on t.oid = a.atttypid
where a.attnum > 0
  and not a.attisdropped
  and c.relkind in ('r', 'p', 'f')
  and c.relpersistence <> 't'
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
