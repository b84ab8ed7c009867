select 'pg_ts_template'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.tmplnamespace as parent_object, 0 as parent_sub,
       t.tmplname as name,
       nullif(t.tmplinit::text, '-') as init,
       t.tmpllexize::text as lexize
from pg_ts_template t
where t.oid >= 16384
