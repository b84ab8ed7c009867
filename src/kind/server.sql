select 'pg_foreign_server'::regclass::oid as class, s.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       s.srvname as name,
       s.srvtype as type,
       s.srvversion as version,
       w.fdwname as wrapper,
       s.srvoptions as options
from pg_foreign_server s
join pg_foreign_data_wrapper w on w.oid = s.srvfdw
