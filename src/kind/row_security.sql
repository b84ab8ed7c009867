select null::oid as class, null::oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, c.oid as parent_object, 0 as parent_sub,
       '' as name,
       json_build_object('enabled', c.relrowsecurity, 'forced', c.relforcerowsecurity) as attributes
from pg_class c
where c.relrowsecurity
   or c.relforcerowsecurity
