-- From 18 on, NOT NULL is a constraint as well.
with not_null as materialized (
  select conrelid, conkey[1] as attnum, conname, connoinherit, convalidated, coninhcount
  from pg_constraint
  where contype = 'n'
)
select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum as sub,
       'pg_class'::regclass::oid as parent_class, a.attrelid as parent_object, 0 as parent_sub,
       a.attname as name,
       case
         -- JSON costs by the key, and there are more columns than anything else: most have only these.
         when a.is_ordinary and a.conname is null
         then json_build_object(
           'position', a.attnum,
           'type', format_type(a.atttypid, a.atttypmod),
           'not_null', a.attnotnull,
           'local', a.attislocal,
           'inherited', a.attinhcount > 0)
         when a.is_ordinary and a.is_usual and a.convalidated and not a.connoinherit
         then json_build_object(
           'position', a.attnum,
           'type', format_type(a.atttypid, a.atttypmod),
           'not_null', true,
           'not_null_constraint', a.conname,
           'not_null_inherited', a.is_brought,
           'local', a.attislocal,
           'inherited', a.attinhcount > 0)
         else json_build_object(
           'position', a.attnum,
           'type', format_type(a.atttypid, a.atttypmod),
           'not_null', a.attnotnull,
           'collation', case when a.attcollation <> a.typcollation
                             then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                                   from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                                   where l.oid = a.attcollation) end,
           'generated', nullif(a.attgenerated, ''),
           'expression', case when a.attgenerated <> ''
                              then (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d
                                    where d.adrelid = a.attrelid and d.adnum = a.attnum) end,
           'storage', case when a.attstorage <> a.typstorage
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
           'not_null_constraint', a.conname,
           'not_null_inherited', coalesce(a.is_brought, false),
           'not_null_name', case when not a.is_usual and not a.is_brought then a.conname end,
           'not_null_parents_name', case when not a.is_usual and a.is_brought then a.conname end,
           'not_null_no_inherit', coalesce(a.connoinherit, false),
           'not_null_unvalidated', coalesce(not a.convalidated and not a.is_brought, false),
           'local', a.attislocal,
           'inherited', a.attinhcount > 0)
       end as attributes
from (select a.*, t.typcollation, t.typstorage, k.conname, k.connoinherit, k.convalidated,
             a.attcollation = t.typcollation and a.attgenerated = '' and a.attstorage = t.typstorage
             and a.attcompression = '' and coalesce(a.attstattarget, -1) = -1 and a.attoptions is null
             and a.attfdwoptions is null and c.relkind <> 'p' as is_ordinary,
             k.coninhcount > 0 as is_brought,
             -- PostgreSQL's own choice, for what the table and the column are or once were called.
             k.conname ~ '_not_null[0-9]*$' as is_usual
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_type t on t.oid = a.atttypid
      left join not_null k on k.conrelid = a.attrelid and k.attnum = a.attnum
      where a.attnum > 0
        and not a.attisdropped
        and c.relkind in ('r', 'p', 'f')
        and c.relpersistence <> 't'
        and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)) a
