select 'pg_constraint'::regclass::oid as class, k.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, k.conrelid as parent_object, 0 as parent_sub,
       k.conname as name,
       json_build_object(
         'type', k.contype,
         'definition', pg_get_constraintdef(k.oid),
         -- An exclusion constraint's are in its definition.
         'options', case when i.reloptions is null or k.contype = 'x' then '[]'
                         else (select json_agg(o) from unnest(i.reloptions) o) end,
         'tablespace', t.spcname,
         'local', k.conislocal,
         'inherited', (k.coninhcount > 0 or k.conparentid <> 0) and k.contype not in ('p', 'u', 'x')
       ) as attributes
from pg_constraint k
join pg_class c on c.oid = k.conrelid
-- The index behind a key; a foreign key's is that of the key it refers to.
left join pg_class i on i.oid = k.conindid and k.contype in ('p', 'u', 'x')
left join pg_tablespace t on t.oid = i.reltablespace
where k.contype in ('p', 'u', 'x', 'c', 'f')
  -- What a foreign key has for each partition that it points at is a part of it.
  and not exists (select from pg_constraint w where w.oid = k.conparentid and w.conrelid = k.conrelid)
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  and c.relpersistence <> 't'
