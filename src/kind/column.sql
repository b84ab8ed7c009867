-- From 18 on, NOT NULL is a constraint as well.
with not_null as materialized (
  select conrelid, conkey[1] as attnum, conname, connoinherit, convalidated, coninhcount
  from pg_constraint
  where contype = 'n'
)
select 'pg_class'::regclass::oid as class, a.attrelid as object, a.attnum::int4 as sub,
       'pg_class'::regclass::oid as parent_class, a.attrelid as parent_object, 0 as parent_sub,
       a.attname as name,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as not_null,
       a.conname as not_null_constraint,
       coalesce(a.is_brought, false) as not_null_inherited,
       case when not a.is_usual and not a.is_brought then a.conname end as not_null_name,
       case when not a.is_usual and a.is_brought then a.conname end as not_null_parents_name,
       coalesce(a.connoinherit, false) as not_null_no_inherit,
       coalesce(not a.convalidated and not a.is_brought, false) as not_null_unvalidated,
       case when a.attcollation <> a.typcollation
            then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                  from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                  where l.oid = a.attcollation) end as collation,
       nullif(a.attgenerated, '') as generated,
       case when a.attgenerated <> ''
            then (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d
                  where d.adrelid = a.attrelid and d.adnum = a.attnum) end as expression,
       case when a.attstorage <> a.typstorage
            then case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end
            end as storage,
       case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression,
       nullif(a.attstattarget, -1) as statistics,
       a.attoptions as options,
       a.attfdwoptions as foreign_options,
       -- PostgreSQL ties what a partition key uses to the table itself.
       a.relkind = 'p' and exists (select from pg_depend d
                                   where d.classid = 'pg_class'::regclass and d.objid = a.attrelid
                                     and d.objsubid = a.attnum and d.refclassid = 'pg_class'::regclass
                                     and d.refobjid = a.attrelid and d.refobjsubid = 0
                                     and d.deptype = 'i') as in_partition_key,
       a.attislocal as local,
       a.attinhcount > 0 as inherited
from (select a.*, t.typcollation, t.typstorage, k.conname, k.connoinherit, k.convalidated, c.relkind,
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
        and c.oid >= 16384) a
