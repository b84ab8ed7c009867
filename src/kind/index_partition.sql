-- Of an index by itself, and of one that backs a constraint, whose row then is the constraint's.
select case when k.oid is null then 'pg_class'::regclass::oid else 'pg_constraint'::regclass::oid end as class,
       coalesce(k.oid, c.oid) as object, -ascii('P') as sub,
       case when k.oid is null then 'pg_class'::regclass::oid else 'pg_constraint'::regclass::oid end as parent_class,
       coalesce(k.oid, c.oid) as parent_object, 0 as parent_sub,
       '' as name,
       array[n.nspname, p.relname] as of
from pg_inherits h
join pg_class c on c.oid = h.inhrelid
join pg_class p on p.oid = h.inhparent
join pg_namespace n on n.oid = p.relnamespace
left join pg_constraint k on k.conindid = c.oid and k.contype in ('p', 'u', 'x')
where c.relkind in ('i', 'I')
