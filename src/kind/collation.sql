select 'pg_collation'::regclass::oid as class, l.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, l.collnamespace as parent_object, 0 as parent_sub,
       l.collname as name,
       json_build_object(
         'provider', case l.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end,
         -- The locale was in collcollate up to 14, in colliculocale for 15 and 16, and is in colllocale since.
         'locale', case when l.collprovider <> 'c'
                        then coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate::text) end,
         'lc_collate', case when l.collprovider = 'c' then l.collcollate::text end,
         'lc_ctype', case when l.collprovider = 'c' then l.collctype::text end,
         'rules', to_jsonb(l) ->> 'collicurules',
         'deterministic', l.collisdeterministic
       ) as attributes
from pg_collation l
where l.collnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
