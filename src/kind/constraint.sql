select 'pg_constraint'::regclass::oid as class, k.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, k.conrelid as parent_object, 0 as parent_sub,
       k.conname as name,
       k.contype as type,
       -- What most keys are is put together here, as ruleutils.c does: it looks up each of them by itself.
       case
         when k.condeferrable or not k.convalidated then pg_get_constraintdef(k.oid)
         when k.contype = 'c' and not k.connoinherit then 'CHECK (' || pg_get_expr(k.conbin, k.conrelid) || ')'
         when a.attname is null then pg_get_constraintdef(k.oid)
         when k.contype = 'p' and x.indnatts = 1 then 'PRIMARY KEY (' || quote_ident(a.attname) || ')'
         when k.contype = 'u' and x.indnatts = 1 and not x.indnullsnotdistinct
         then 'UNIQUE (' || quote_ident(a.attname) || ')'
         when k.contype = 'f' and f.attname is not null and k.confmatchtype = 's' and k.confdeltype in ('a', 'r', 'c')
         then 'FOREIGN KEY (' || quote_ident(a.attname) || ') REFERENCES ' || quote_ident(n.nspname) || '.'
              || quote_ident(r.relname) || '(' || quote_ident(f.attname) || ')'
              || case k.confupdtype when 'r' then ' ON UPDATE RESTRICT' when 'c' then ' ON UPDATE CASCADE'
                      when 'n' then ' ON UPDATE SET NULL' when 'd' then ' ON UPDATE SET DEFAULT'
                      else '' end
              || case k.confdeltype when 'r' then ' ON DELETE RESTRICT' when 'c' then ' ON DELETE CASCADE' else '' end
         else pg_get_constraintdef(k.oid) end as definition,
       -- An exclusion constraint's are in its definition.
       case when k.contype <> 'x' then i.reloptions end as options,
       t.spcname as tablespace,
       k.conislocal as local,
       (k.coninhcount > 0 or k.conparentid <> 0) and k.contype not in ('p', 'u', 'x') as inherited
from pg_constraint k
join pg_class c on c.oid = k.conrelid
-- The index behind a key; a foreign key's is that of the key it refers to.
left join pg_class i on i.oid = k.conindid and k.contype in ('p', 'u', 'x')
-- Before 15 there is no such column: then the name means that of `absent`.
cross join (select false as indnullsnotdistinct) absent
left join lateral (select indexrelid, indnatts, indnullsnotdistinct from pg_index) x on x.indexrelid = i.oid
left join pg_tablespace t on t.oid = i.reltablespace
-- The column of a key that has only one, and that which it refers to.
left join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] and k.contype in ('p', 'u', 'f')
                            and cardinality(k.conkey) = 1
left join pg_attribute f on f.attrelid = k.confrelid and f.attnum = k.confkey[1] and cardinality(k.confkey) = 1
left join pg_class r on r.oid = f.attrelid
left join pg_namespace n on n.oid = r.relnamespace
where k.contype in ('p', 'u', 'x', 'c', 'f')
  -- What a foreign key has for each partition that it points at is a part of it.
  and not exists (select from pg_constraint w where w.oid = k.conparentid and w.conrelid = k.conrelid)
  and c.oid >= 16384
  and c.relpersistence <> 't'
