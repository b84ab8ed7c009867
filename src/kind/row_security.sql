select null::oid as class, null::oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, c.oid as parent_object, 0 as parent_sub,
       '' as name,
       c.relrowsecurity as enabled,
       c.relforcerowsecurity as forced
from pg_class c
where c.relrowsecurity
   or c.relforcerowsecurity
