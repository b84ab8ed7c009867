select 'pg_collation'::regclass::oid as class, l.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, l.collnamespace as parent_object, 0 as parent_sub,
       l.collname as name,
       case l.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end as provider,
       -- The locale was in collcollate up to 14, in colliculocale for 15 and 16, and is in colllocale since.
       case when l.collprovider <> 'c'
            then coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate::text) end as locale,
       case when l.collprovider = 'c' then l.collcollate::text end as lc_collate,
       case when l.collprovider = 'c' then l.collctype::text end as lc_ctype,
       to_jsonb(l) ->> 'collicurules' as rules,
       l.collisdeterministic as deterministic
from pg_collation l
where l.oid >= 16384
