select format('%I.%I', n.nspname, c.relname) as name,
       sum(pg_total_relation_size(coalesce(p.relid::oid, c.oid)))::bigint as bytes
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join lateral pg_partition_tree(c.oid) p on c.relkind in ('p', 'I')
 where c.relkind in ('r', 'p', 'm', 'i', 'I')
   and format('%I.%I', n.nspname, c.relname) = any ($1::text[])
 group by 1
