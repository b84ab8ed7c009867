-- Of an index by itself, and of one that backs a constraint, whose row then is the constraint's.
select coalesce(k.refclassid, 'pg_class'::regclass) as class, coalesce(k.refobjid, c.oid) as object, -ascii('P') as sub,
       coalesce(k.refclassid, 'pg_class'::regclass) as parent_class, coalesce(k.refobjid, c.oid) as parent_object,
       0 as parent_sub,
       '' as name,
       array[n.nspname, p.relname] as of
from pg_inherits h
join pg_class c on c.oid = h.inhrelid
join pg_class p on p.oid = h.inhparent
join pg_namespace n on n.oid = p.relnamespace
left join pg_depend k on k.classid = 'pg_class'::regclass and k.objid = c.oid and k.objsubid = 0
                     and k.refclassid = 'pg_constraint'::regclass and k.deptype = 'i'
where c.relkind in ('i', 'I')
