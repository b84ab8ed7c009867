select 'pg_conversion'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.connamespace as parent_object, 0 as parent_sub,
       c.conname as name,
       json_build_object(
         'default', c.condefault,
         'from', pg_encoding_to_char(c.conforencoding),
         'to', pg_encoding_to_char(c.contoencoding),
         'function', c.conproc::text
       ) as attributes
from pg_conversion c
where c.connamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
