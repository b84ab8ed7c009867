select 'pg_class'::regclass::oid as class, c.oid as object, -(ascii('n') + 256 * h.inhseqno) as sub,
       'pg_class'::regclass::oid as parent_class, c.oid as parent_object, 0 as parent_sub,
       n.nspname || '.' || p.relname as name,
       array[n.nspname, p.relname] as parent,
       p.relkind = 'f' as is_parent_foreign,
       h.inhseqno as position
from pg_inherits h
join pg_class c on c.oid = h.inhrelid
join pg_class p on p.oid = h.inhparent
join pg_namespace n on n.oid = p.relnamespace
where not c.relispartition
  and c.relkind in ('r', 'p', 'f')
