select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, i.indrelid as parent_object, 0 as parent_sub,
       c.relname as name,
       -- What most indexes are is put together here, as ruleutils.c does: it looks up each of them by itself.
       case
         when b.opcintype is null then replace(pg_get_indexdef(c.oid), coalesce(o.clause, ''), '')
         else 'CREATE INDEX ' || quote_ident(c.relname) || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(r.relname)
              || ' USING btree (' || quote_ident(a.attname)
              || case i.indoption[0] when 1 then ' DESC NULLS LAST' when 2 then ' NULLS FIRST' when 3 then ' DESC'
                       else '' end
              || ')' || coalesce(' WHERE ' || p.predicate, '') end as definition,
       c.reloptions as options,
       i.indisunique as unique,
       p.predicate,
       -- A partitioned index is invalid until every partition has its part; that is for index_partition to mend.
       i.indisvalid or c.relkind = 'I' as valid,
       -- Only an expression has them.
       case when i.indexprs is not null
            then (select json_agg(json_build_array(a.attnum, a.attstattarget) order by a.attnum)
                  from pg_attribute a where a.attrelid = c.oid and a.attstattarget >= 0) end as statistics,
       t.spcname as tablespace
from pg_index i
join pg_class c on c.oid = i.indexrelid
join pg_class r on r.oid = i.indrelid
join pg_namespace n on n.oid = r.relnamespace
left join pg_tablespace t on t.oid = c.reltablespace
cross join lateral (select pg_get_expr(i.indpred, i.indrelid) as predicate offset 0) p
-- The one column of an index, and its usual btree operators.
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and i.indnatts = 1
left join pg_opclass b on b.oid = i.indclass[0] and b.oid < 16384 and b.opcmethod = 403 and b.opcdefault
                          and b.opcintype = a.atttypid and i.indcollation[0] = a.attcollation
                          and c.relkind = 'i' and c.reloptions is null and not i.indisunique
left join lateral (
  -- As ruleutils.c writes them.
  select ' WITH (' || string_agg(quote_ident(p.name) || '='
                                 || case when quote_ident(p.value) = p.value then p.value else quote_literal(p.value) end,
                                 ', ' order by p.place) || ')' as clause
  from (select u.place, split_part(u.option, '=', 1) as name,
               substr(u.option, strpos(u.option, '=') + 1) as value
        from unnest(c.reloptions) with ordinality u(option, place)) p
) o on c.reloptions is not null
where c.relkind in ('i', 'I')
  and r.relkind in ('r', 'p', 'm')
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  and c.relpersistence <> 't'
  and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))
