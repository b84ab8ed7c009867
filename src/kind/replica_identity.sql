select null::oid as class, null::oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, c.oid as parent_object, 0 as parent_sub,
       '' as name,
       case c.relreplident when 'f' then 'FULL' else 'NOTHING' end as mode
from pg_class c
where c.relreplident in ('f', 'n')
  and c.relkind in ('r', 'p')
  and c.oid >= 16384
union all
-- An index is the parent of the identity that it gives, so that both are made anew together; or the constraint that
-- stands for the index.
select null, null, 0,
       coalesce(k.refclassid, 'pg_class'::regclass), coalesce(k.refobjid, i.indexrelid), 0,
       '',
       'INDEX'
from pg_index i
join pg_class c on c.oid = i.indrelid
left join pg_depend k on k.classid = 'pg_class'::regclass and k.objid = i.indexrelid and k.objsubid = 0
                     and k.refclassid = 'pg_constraint'::regclass and k.deptype = 'i'
where i.indisreplident
  and c.relreplident = 'i'
