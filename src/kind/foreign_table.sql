select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.relnamespace as parent_object, 0 as parent_sub,
       c.relname as name,
       s.srvname as server,
       f.ftoptions as options
from pg_foreign_table f
join pg_class c on c.oid = f.ftrelid
join pg_foreign_server s on s.oid = f.ftserver
