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
       case when k.oid is null then 'pg_class'::regclass else 'pg_constraint'::regclass end,
       coalesce(k.oid, i.indexrelid), 0,
       '',
       'INDEX'
from pg_index i
join pg_class c on c.oid = i.indrelid
-- The constraint that the index is behind. An aggregate is looked up for each row, however wrong the server's statistics are.
cross join lateral (select min(d.refobjid) filter (where d.refclassid = 'pg_constraint'::regclass and d.deptype = 'i') as oid
                    from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.objsubid = 0) k
where i.indisreplident
  and c.relreplident = 'i'
