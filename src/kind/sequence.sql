select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.relnamespace as parent_object, 0 as parent_sub,
       c.relname as name,
       format_type(s.seqtypid, null) as type,
       c.relpersistence = 'u' as unlogged,
       json_build_object(
         'start', case when s.seqstart <> case when s.seqincrement > 0 then s.seqmin else s.seqmax end then s.seqstart end,
         'min', case when s.seqmin <> case when s.seqincrement > 0 then 1 else l.min end then s.seqmin end,
         'max', case when s.seqmax <> case when s.seqincrement > 0 then l.max else -1 end then s.seqmax end,
         'increment', s.seqincrement,
         'cache', s.seqcache,
         'cycle', s.seqcycle) as options
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join (values ('int2'::regtype, -32768, 32767),
             ('int4', -2147483648, 2147483647),
             ('int8', -9223372036854775808, 9223372036854775807)) l(type, min, max) on l.type = s.seqtypid
where c.relpersistence <> 't'
  -- That of an identity column belongs to the column.
  and not exists (select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                    and d.refclassid = 'pg_class'::regclass and d.deptype = 'i')
