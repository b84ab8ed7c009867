select 'pg_am'::regclass::oid as class, m.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       m.amname as name,
       case m.amtype when 't' then 'TABLE' else 'INDEX' end as type,
       m.amhandler::text as handler
from pg_am m
where m.oid >= 16384
