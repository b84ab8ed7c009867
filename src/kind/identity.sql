-- A partition's column has its parent's identity (17), without a sequence of its own: nothing is read for it.
select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, d.refobjid as parent_object, d.refobjsubid as parent_sub,
       '' as name,
       a.attidentity = 'a' as always,
       array[n.nspname, c.relname] as sequence,
       json_build_object(
         'start', case when s.seqstart <> case when s.seqincrement > 0 then s.seqmin else s.seqmax end then s.seqstart end,
         'min', case when s.seqmin <> case when s.seqincrement > 0 then 1 else l.min end then s.seqmin end,
         'max', case when s.seqmax <> case when s.seqincrement > 0 then l.max else -1 end then s.seqmax end,
         'increment', s.seqincrement,
         'cache', s.seqcache,
         'cycle', s.seqcycle) as options
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
join (values ('int2'::regtype, -32768, 32767),
             ('int4', -2147483648, 2147483647),
             ('int8', -9223372036854775808, 9223372036854775807)) l(type, min, max) on l.type = s.seqtypid
join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
                and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where c.relpersistence <> 't'
