-- What isn't a key's, found first: all else is looked up for these alone.
with free as materialized (
  select i.indexrelid, i.indrelid, i.indkey, i.indnatts, i.indclass, i.indcollation, i.indoption, i.indexprs, i.indpred,
         i.indisunique, i.indisvalid, c.relname, c.relkind, c.reloptions, c.reltablespace
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  where c.relkind in ('i', 'I')
    and c.oid >= 16384
    and c.relpersistence <> 't'
    -- An aggregate is looked up for each row, however wrong the server's statistics are.
    and (select bool_or(d.refclassid = 'pg_constraint'::regclass and d.deptype = 'i')
         from pg_depend d
         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0) is not true
)
select 'pg_class'::regclass::oid as class, i.indexrelid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, i.indrelid as parent_object, 0 as parent_sub,
       i.relname as name,
       -- What most indexes are is put together here, as ruleutils.c does: it looks up each of them by itself.
       case
         when b.opcintype is not null
         then 'CREATE INDEX ' || quote_ident(i.relname) || ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(r.relname)
              || ' USING btree (' || quote_ident(a.attname)
              || case i.indoption[0] when 1 then ' DESC NULLS LAST' when 2 then ' NULLS FIRST' when 3 then ' DESC'
                                     else '' end
              || ')' || coalesce(' WHERE ' || p.predicate, '')
         when i.reloptions is null then pg_get_indexdef(i.indexrelid)
         else replace(pg_get_indexdef(i.indexrelid),
                      -- As ruleutils.c writes them.
                      (select ' WITH (' || string_agg(quote_ident(p.name) || '='
                                                      || case when quote_ident(p.value) = p.value then p.value
                                                              else quote_literal(p.value) end,
                                                      ', ' order by p.place) || ')'
                       from (select u.place, split_part(u.option, '=', 1) as name,
                                    substr(u.option, strpos(u.option, '=') + 1) as value
                             from unnest(i.reloptions) with ordinality u(option, place)) p), '') end as definition,
       i.reloptions as options,
       i.indisunique as unique,
       p.predicate,
       -- A partitioned index is invalid until every partition has its part; that is for index_partition to mend.
       i.indisvalid or i.relkind = 'I' as valid,
       -- Only an expression has them.
       case when i.indexprs is not null
            then (select json_agg(json_build_array(a.attnum, a.attstattarget) order by a.attnum)
                  from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget >= 0) end as statistics,
       t.spcname as tablespace
from free i
join pg_class r on r.oid = i.indrelid and r.relkind in ('r', 'p', 'm')
join pg_namespace n on n.oid = r.relnamespace
left join pg_tablespace t on t.oid = i.reltablespace
cross join lateral (select pg_get_expr(i.indpred, i.indrelid) as predicate offset 0) p
-- The one column of an index, and its usual btree operators.
left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and i.indnatts = 1
left join pg_opclass b on b.oid = i.indclass[0] and b.oid < 16384 and b.opcmethod = 403 and b.opcdefault
                          and b.opcintype = a.atttypid and i.indcollation[0] = a.attcollation
                          and i.relkind = 'i' and i.reloptions is null and not i.indisunique
