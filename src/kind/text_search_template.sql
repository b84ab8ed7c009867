select 'pg_ts_template'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.tmplnamespace as parent_object, 0 as parent_sub,
       t.tmplname as name,
       json_build_object(
         'init', nullif(t.tmplinit::text, '-'),
         'lexize', t.tmpllexize::text
       ) as attributes
from pg_ts_template t
where t.tmplnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
