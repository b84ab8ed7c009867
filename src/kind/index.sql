select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, i.indrelid as parent_object, 0 as parent_sub,
       c.relname as name,
       json_build_object(
         'definition', replace(pg_get_indexdef(c.oid), coalesce(o.clause, ''), ''),
         'options', coalesce(o.options, '[]'),
         'unique', i.indisunique,
         'predicate', pg_get_expr(i.indpred, i.indrelid),
         -- A partitioned index is invalid until every partition has its part; that is for index_partition to mend.
         'valid', i.indisvalid or c.relkind = 'I',
         'statistics', (select coalesce(json_agg(json_build_array(a.attnum, a.attstattarget) order by a.attnum), '[]')
                        from pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0),
         'tablespace', t.spcname
       ) as attributes
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class r on r.oid = i.indrelid
left join pg_tablespace t on t.oid = c.reltablespace
left join lateral (
  -- As ruleutils.c writes them.
  select ' WITH (' || string_agg(quote_ident(p.name) || '='
                                 || case when quote_ident(p.value) = p.value then p.value else quote_literal(p.value) end,
                                 ', ' order by p.place) || ')' as clause,
         json_agg(p.option order by p.place) as options
  from (select u.option, u.place, split_part(u.option, '=', 1) as name,
               substr(u.option, strpos(u.option, '=') + 1) as value
        from unnest(c.reloptions) with ordinality u(option, place)) p
) o on c.reloptions is not null
where c.relkind in ('i', 'I')
  and r.relkind in ('r', 'p', 'm')
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  and c.relpersistence <> 't'
  and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))
