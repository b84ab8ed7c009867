-- Of an index by itself, and of one that backs a constraint, whose row then is the constraint's.
select case when k.oid is null then 'pg_class'::regclass else 'pg_constraint'::regclass end::oid as class,
       coalesce(k.oid, c.oid) as object, -ascii('P') as sub,
       case when k.oid is null then 'pg_class'::regclass else 'pg_constraint'::regclass end::oid as parent_class,
       coalesce(k.oid, c.oid) as parent_object, 0 as parent_sub,
       '' as name,
       array[n.nspname, p.relname] as of
from pg_inherits h
join pg_class c on c.oid = h.inhrelid
join pg_class p on p.oid = h.inhparent
join pg_namespace n on n.oid = p.relnamespace
-- The constraint that the index is behind. An aggregate is looked up for each row, however wrong the server's statistics are.
cross join lateral (select min(d.refobjid) filter (where d.refclassid = 'pg_constraint'::regclass and d.deptype = 'i') as oid
                    from pg_depend d
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0) k
where c.relkind in ('i', 'I')
