select 'pg_class'::regclass::oid as class, c.oid as object, -ascii('a') as sub,
       'pg_class'::regclass::oid as parent_class, c.oid as parent_object, 0 as parent_sub,
       '' as name,
       array[n.nspname, p.relname] as of,
       pg_get_expr(c.relpartbound, c.oid) as bound
from pg_inherits h
join pg_class c on c.oid = h.inhrelid
join pg_class p on p.oid = h.inhparent
join pg_namespace n on n.oid = p.relnamespace
where c.relispartition
  and c.relkind in ('r', 'p', 'f')
