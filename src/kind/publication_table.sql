select 'pg_publication_rel'::regclass::oid as class, r.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, r.prrelid as parent_object, 0 as parent_sub,
       p.pubname as name,
       s.columns,
       s.filter
from pg_publication_rel r
join pg_publication p on p.oid = r.prpubid
cross join (select null::int2vector as prattrs, null::pg_node_tree as prqual) absent
-- Before 15 there are no such columns: then the names mean those of `absent`.
cross join lateral (select (select array_agg(a.attname order by a.attnum)
                            from pg_attribute a
                            where a.attrelid = r.prrelid and a.attnum = any(prattrs)) as columns,
                           pg_get_expr(prqual, r.prrelid) as filter
                    from pg_publication_rel s
                    where s.oid = r.oid) s
