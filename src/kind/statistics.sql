select 'pg_statistic_ext'::regclass::oid as class, s.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, s.stxnamespace as parent_object, 0 as parent_sub,
       s.stxname as name,
       pg_get_statisticsobjdef(s.oid) as definition,
       -- -1 up to 16, null since.
       nullif(s.stxstattarget, -1) as target
from pg_statistic_ext s
