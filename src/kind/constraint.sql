select 'pg_constraint'::regclass::oid as class, k.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, k.conrelid as parent_object, 0 as parent_sub,
       k.conname as name,
       json_build_object(
         'type', k.contype,
         'definition', pg_get_constraintdef(k.oid),
         'options', (select coalesce(json_agg(o), '[]')
                     from pg_class i, unnest(i.reloptions) o where i.oid = k.conindid and k.contype in ('p', 'u')),
         'tablespace', (select t.spcname from pg_class i join pg_tablespace t on t.oid = i.reltablespace
                        where i.oid = k.conindid and k.contype in ('p', 'u', 'x')),
         'local', k.conislocal,
         'inherited', (k.coninhcount > 0 or k.conparentid <> 0) and k.contype not in ('p', 'u', 'x')
       ) as attributes
from pg_constraint k
join pg_class c on c.oid = k.conrelid
where k.contype in ('p', 'u', 'x', 'c', 'f')
  -- What a foreign key has for each partition that it points at is a part of it.
  and not exists (select from pg_constraint w where w.oid = k.conparentid and w.conrelid = k.conrelid)
  and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  and c.relpersistence <> 't'
