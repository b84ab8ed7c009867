select 'pg_conversion'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.connamespace as parent_object, 0 as parent_sub,
       c.conname as name,
       c.condefault as default,
       pg_encoding_to_char(c.conforencoding) as from,
       pg_encoding_to_char(c.contoencoding) as to,
       c.conproc::text as function
from pg_conversion c
where c.oid >= 16384
